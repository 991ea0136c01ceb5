//! A PostgreSQL 17 inside this process (PGlite, as WebAssembly), so that a first start needs nothing installed.
//!
//! It has no passwords. Its protection: it listens on a Unix socket only, in a folder that only the user who runs
//! this program may enter. It serves one connection at a time.
//!
//! It survives the sudden end of this process: acknowledged data is there at the next start. It does not survive the
//! sudden end of the machine, since the engine cannot flush folders to the disk and so runs with `fsync` off. Hence
//! it is for development only; the settings enforce that.
//!
//! In addition to its folder it keeps its unpacked program in the user's cache folder (`~/.cache/pglite-oxide`, 100
//! MB).

use std::{
    fs::{self, DirBuilder, File, TryLockError},
    os::unix::{
        fs::{DirBuilderExt, PermissionsExt},
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use pglite_oxide::PgliteServer;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::task::spawn_blocking;

use super::relay;
use crate::{Error, Result};

/// In the folder and below it: where we listen, and where the engine does (see `relay`).
const SOCKET: &str = ".s.PGSQL.5432";
const ENGINE: &str = "engine";

/// The longest path that a socket can have on every Unix (`sun_path`, unix(7)).
const LONGEST_SOCKET_PATH: usize = 103;

pub struct Embedded {
    folder: PathBuf,
    stopping: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Embedded {
    /// Starts it on threads of its own: the engine blocks, and must not do so on the runtime's.
    pub async fn start(folder: &Path) -> Result<Self> {
        let folder = folder.to_owned();
        spawn_blocking(move || start(folder)).await.map_err(Error::internal)?
    }

    pub fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.folder)
            .port(5432)
            .username("postgres")
            .database("postgres")
            .ssl_mode(PgSslMode::Disable)
    }

    /// Waits until it has shut down. Its connection must be closed before.
    pub async fn stop(&self) {
        self.tell_to_stop();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && spawn_blocking(|| thread.join()).await.is_err()
        {
            tracing::warn!("the embedded database did not stop in good order");
        }
    }

    fn tell_to_stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        // It may be blocked in accept.
        let _ = UnixStream::connect(self.folder.join(SOCKET));
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.tell_to_stop();
    }
}

fn start(folder: PathBuf) -> Result<Embedded> {
    let failed = |error: std::io::Error| Error::unavailable(format!("{}: {error}", folder.display()));
    let engine_socket = folder.join(ENGINE).join(SOCKET);
    if engine_socket.as_os_str().len() > LONGEST_SOCKET_PATH {
        let log =
            format!("DATA_DIR is too long a path for a socket below it: {}; choose a shorter one", folder.display());
        return Err(Error::invalid("DATA_DIR is too long a path.", log));
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder.join(ENGINE)).map_err(failed)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
    let lock = hold(&folder)?;
    let mut engine = Some(start_engine(&folder)?);
    let socket = folder.join(SOCKET);
    // Safe, since we hold the lock: what is there belongs to a process that was killed.
    let _ = fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).map_err(failed)?;
    let stopping = Arc::new(AtomicBool::new(false));
    let (stop, home) = (stopping.clone(), folder.clone());
    let reach_engine = move || -> std::io::Result<UnixStream> {
        let path = home.join(ENGINE).join(SOCKET);
        UnixStream::connect(&path).or_else(|error| {
            tracing::error!(%error, "the embedded database broke down; starting it again");
            drop(engine.take());
            engine = Some(start_engine(&home).map_err(std::io::Error::other)?);
            UnixStream::connect(&path)
        })
    };
    let thread = thread::Builder::new()
        .name("embedded-postgres".to_owned())
        .spawn(move || {
            relay::serve(&listener, reach_engine, &stop);
            drop(lock);
        })
        .map_err(failed)?;
    Ok(Embedded { folder, stopping, thread: Mutex::new(Some(thread)) })
}

/// One process at a time. The lock is the kernel's: it goes with the process, however that ends.
fn hold(folder: &Path) -> Result<File> {
    let path = folder.join("latchkey.lock");
    let failed = |error: std::io::Error| Error::unavailable(format!("{}: {error}", path.display()));
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::conflict(
            "The embedded database is held by a running server.",
            format!(
                "the embedded database under {} is held by a running server: stop it first, or change roles on its \
                 page /admin/people (with DEV_MODE also in its banner), or set DATABASE_URL to a PostgreSQL that \
                 both can use",
                folder.display()
            ),
        )),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn start_engine(folder: &Path) -> Result<PgliteServer> {
    PgliteServer::builder()
        .path(folder)
        .unix(folder.join(ENGINE).join(SOCKET))
        // `CREATE EXTENSION` finds only those that it is given at its start.
        .extensions([pglite_oxide::extensions::PG_TRGM, pglite_oxide::extensions::UNACCENT])
        .start()
        .map_err(|error| Error::unavailable(format!("the embedded database does not start: {error:#}")))
}
