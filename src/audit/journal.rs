//! Rows in files under `DATA_DIR`, until the database has them. Each running copy adds to a file of its own, and sends on what
//! others have left behind; a row may be sent twice, and is in the table once, because it has a name.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::{
    journal_file::{ENDING, JournalFile, Piece, read},
    row::Row,
    store,
};
use crate::{Error, Result, database::Database, entropy::SharedEntropy};

/// The journal of one running copy.
pub(super) struct Journal {
    database: Database,
    folder: PathBuf,
    entropy: SharedEntropy,
    /// `None`: nothing was added yet.
    own: Mutex<Option<JournalFile>>,
    /// Which own file has been sent on up to where. Also makes sure that one sends at a time.
    sent: tokio::sync::Mutex<(PathBuf, u64)>,
    /// Notified when something was added.
    pub grown: Notify,
}

impl Journal {
    pub fn new(database: Database, data_dir: &Path, entropy: SharedEntropy) -> Self {
        let folder = data_dir.join("journal");
        Self {
            database,
            folder,
            entropy,
            own: Mutex::default(),
            sent: tokio::sync::Mutex::default(),
            grown: Notify::new(),
        }
    }

    /// Adds rows; then they survive the end of this process. Blocks, but not for a disk.
    ///
    /// # Errors
    /// `Unavailable` when the folder or the file cannot be written.
    pub fn append(&self, rows: &[Arc<Row>]) -> Result<()> {
        let mut own = self.own();
        let added = self.add(&mut own, rows);
        if added.is_err() {
            // The next row begins another file; this one is sent on as one that was left behind.
            *own = None;
        }
        drop(own);
        self.grown.notify_one();
        added.map_err(|error| {
            Error::unavailable(format!("the journal in {} cannot be written: {error}", self.folder.display()))
        })
    }

    fn add(&self, own: &mut Option<JournalFile>, rows: &[Arc<Row>]) -> io::Result<()> {
        if own.is_none() {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
            let name = self.entropy.uuid().simple().to_string();
            *own = Some(JournalFile::create(&self.folder, &name)?);
        }
        own.as_mut().map_or(Ok(()), |own| own.append(rows))
    }

    /// Sends on everything that is in the own file and in those that were left behind, in the order of each.
    ///
    /// # Errors
    /// As the database; the rest is sent the next time.
    pub async fn send_on(&self) -> Result<()> {
        let mut sent = self.sent.lock().await;
        for path in self.left_behind().map_err(|error| self.unreadable(&error))? {
            let Some(file) = JournalFile::adopt(path.clone()).map_err(|error| self.unreadable(&error))? else {
                continue;
            };
            self.send(&file.reader(), 0).await?;
            let removed = fs::remove_file(&path);
            if let Err(error) = removed
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(self.unreadable(&error));
            }
        }
        let own = self.own().as_ref().map(|own| (own.reader(), own.path.clone()));
        let Some((reader, path)) = own else { return Ok(()) };
        if sent.0 != path {
            *sent = (path, 0);
        }
        sent.1 = self.send(&reader, sent.1).await?;
        if let Some(own) = self.own().as_mut().filter(|own| (&own.path, own.length) == (&sent.0, sent.1) && sent.1 > 0)
        {
            own.clear().map_err(|error| self.unreadable(&error))?;
            sent.1 = 0;
        }
        Ok(())
    }

    /// Sends on a file from some place on; returns up to where.
    async fn send(&self, file: &Arc<File>, mut from: u64) -> Result<u64> {
        loop {
            let reader = file.clone();
            let reading = tokio::task::spawn_blocking(move || read(&reader, from));
            let Piece { rows, end, unreadable } =
                reading.await.map_err(Error::internal)?.map_err(|error| self.unreadable(&error))?;
            if unreadable > 0 {
                tracing::error!(bytes = unreadable, "lines of the journal of downloads are damaged, and left out");
            }
            if end == from {
                return Ok(from);
            }
            self.database.look_up(|| store::insert_all(self.database.pool(), &rows)).await?;
            from = end;
        }
    }

    /// Files of copies that may have ended, the oldest name first.
    fn left_behind(&self) -> io::Result<Vec<PathBuf>> {
        let own = self.own().as_ref().map(|own| own.path.clone());
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let paths = entries.flatten().map(|entry| entry.path());
        let is_left =
            |path: &PathBuf| path.extension().is_some_and(|ending| ending == ENDING) && Some(path) != own.as_ref();
        let mut paths: Vec<PathBuf> = paths.filter(is_left).collect();
        paths.sort_unstable();
        Ok(paths)
    }

    fn unreadable(&self, error: &io::Error) -> Error {
        Error::internal(format!("the journal in {}: {error}", self.folder.display()))
    }

    fn own(&self) -> MutexGuard<'_, Option<JournalFile>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
