//! Runs LibreOffice, which makes pages of an Office file, one file at a time ([`super::program`] is its sandbox).

use std::{
    fs,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use bytes::Bytes;
use tokio::{process::Command, sync::Semaphore, time::timeout};

use crate::confined::ConfinedError;

/// Of elapsed time, for each start of it.
const TIME: Duration = Duration::from_secs(90);

/// The largest PDF that is taken, in bytes.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// Its exit code for "start me again", after it has set up a new profile.
const AGAIN: i32 = 81;

/// Starts it.
#[derive(Debug)]
pub struct Office {
    /// This program, which becomes LibreOffice.
    latchkey: PathBuf,
    program: PathBuf,
    /// Each file gets a folder of its own in it while it is converted.
    folder: PathBuf,
    /// One at a time: it takes all of a processor, and hundreds of megabytes.
    permits: Semaphore,
}

impl Office {
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(latchkey: PathBuf, office: PathBuf, data_dir: &Path) -> std::io::Result<Self> {
        let folder = data_dir.join("office");
        // Left over from a program that was killed.
        let _ = fs::remove_dir_all(&folder);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self { latchkey, program: office, folder: fs::canonicalize(folder)?, permits: Semaphore::new(1) })
    }

    /// The pages of a document, as PDF. `ending` tells the kind of file; `name`: of the folder for it, used once.
    ///
    /// # Errors
    /// When there is no answer within the limits.
    pub async fn pages(&self, bytes: Bytes, ending: &str, name: &str) -> Result<Vec<u8>, ConfinedError> {
        let _permit = self.permits.acquire().await.map_err(|_| ConfinedError::Busy)?;
        let folder = self.folder.join(name);
        let document = format!("document.{}", if is_plain(ending) { ending } else { "doc" });
        let made = self.convert(&folder, &document, bytes).await;
        let _ = tokio::fs::remove_dir_all(&folder).await;
        made
    }

    async fn convert(&self, folder: &Path, document: &str, bytes: Bytes) -> Result<Vec<u8>, ConfinedError> {
        let failed = |error: std::io::Error| ConfinedError::Failed(error.to_string());
        for inner in ["", "home", "tmp", "out"] {
            tokio::fs::create_dir_all(folder.join(inner)).await.map_err(failed)?;
        }
        tokio::fs::write(folder.join(document), bytes).await.map_err(failed)?;
        let mut status = self.run(folder, document).await?;
        if status == Some(AGAIN) {
            status = self.run(folder, document).await?;
        }
        let pages = folder.join("out/document.pdf");
        match tokio::fs::metadata(&pages).await {
            Ok(facts) if facts.len() > LARGEST => Err(ConfinedError::TooLarge),
            Ok(facts) if facts.is_file() && status == Some(0) => tokio::fs::read(&pages).await.map_err(failed),
            _ => Err(ConfinedError::Failed(format!("LibreOffice ended with {status:?}"))),
        }
    }

    /// How it ended; `None`: by a signal.
    async fn run(&self, folder: &Path, document: &str) -> Result<Option<i32>, ConfinedError> {
        let mut child = Command::new(&self.latchkey)
            .env_clear()
            .env("HOME", folder.join("home"))
            .env("TMPDIR", folder.join("tmp"))
            .env("PATH", "/usr/bin:/bin")
            .env("LANG", "C.UTF-8")
            .env("SAL_USE_VCLPLUGIN", "svp")
            .env("SAL_DISABLE_OPENCL", "1")
            .current_dir(folder)
            .arg0("latchkey")
            .args(["confined-program", "--"])
            .arg(&self.program)
            .args(["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"])
            .arg(format!("-env:UserInstallation=file://{}/home/profile", percent_encoded(folder)))
            // In its folder, and short: the path of a socket has at most 107 bytes.
            .arg("-env:OSL_SOCKET_PATH=tmp")
            .args(["--convert-to", "pdf", "--outdir", "out", document])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| ConfinedError::Failed(error.to_string()))?;
        if let Ok(status) = timeout(TIME, child.wait()).await {
            return status.map(|status| status.code()).map_err(|error| ConfinedError::Failed(error.to_string()));
        }
        let _ = child.kill().await;
        Err(ConfinedError::TooSlow)
    }
}

fn is_plain(ending: &str) -> bool {
    (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// For a `file:` address.
fn percent_encoded(path: &Path) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');
    percent_encoding::utf8_percent_encode(&path.to_string_lossy(), KEPT).to_string()
}
