//! The bytes of documents: each blob is named by the SHA-256 of what is in it, so that equal content is stored once
//! and nothing is ever overwritten.
//!
//! A blob exists wholly or not at all (I11). Bytes on their way in wait in the spool on the local disk and are hashed
//! there; [`Blobs::settle`] syncs them and gives them their name for good; only then may a row in the database name
//! them. A crash leaves at most a spooled file, which a later start sweeps away.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use moka::future::Cache;
use rustix::io::Errno;

use crate::{
    Error, Result,
    clock::SharedClock,
    documents::bytes::{blob::Blob, content_hash::ContentHash, directory::Directory, spool::Spool},
    entropy::SharedEntropy,
};

/// At most so many files stay open for the next reader, and at most so many bytes of small ones in memory.
const OPEN_FILES: u64 = 256;
const MEMORY: u64 = 32 * 1024 * 1024;

/// The store. One for each process; several processes may share what it stands on.
pub struct Blobs {
    spool: Spool,
    directory: Arc<Directory>,
    clock: SharedClock,
    /// Blobs never change, so an open one stays right for as long as it is held.
    in_memory: Cache<ContentHash, Arc<Blob>>,
    open_files: Cache<ContentHash, Arc<Blob>>,
}

/// Why bytes were not stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the source cannot be read: {0}")]
    Source(io::Error),
    #[error("there is no room left: {0}")]
    Full(io::Error),
    #[error("the store cannot be written: {0}")]
    Disk(io::Error),
}

/// A disk that is full, and a quota or a limit that is used up, are the same to whoever sends bytes.
impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::Full(error),
            _ => Self::Disk(error),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full(_) => Self::full(
                "There is no room left for this on the server. Nothing of it was kept. Please tell your administrator.",
                error,
            ),
            StoreError::Source(_) | StoreError::Disk(_) => Self::internal(error),
        }
    }
}

/// What storing found out about the bytes.
#[derive(Debug, Clone)]
pub struct Stored {
    pub hash: ContentHash,
    pub size: u64,
    /// The first bytes, up to [`crate::documents::media_type::HEAD`].
    pub head: Vec<u8>,
}

impl Blobs {
    /// Opens the store, making its directories where they are missing.
    ///
    /// # Errors
    /// When `DATA_DIR` cannot be written; the message names it.
    pub fn open(data_dir: &Path, clock: &SharedClock, entropy: SharedEntropy) -> Result<Self> {
        let root = data_dir.join("blobs");
        let unmade = |error| Error::internal(format!("DATA_DIR: {} cannot be made: {error}", root.display()));
        let directory = Directory::open(root.clone()).map_err(unmade)?;
        let spool = Spool::open(root.join("incoming"), SystemTime::from(clock.now()), entropy).map_err(unmade)?;
        let in_memory = Cache::builder()
            .max_capacity(MEMORY)
            .weigher(|_, blob: &Arc<Blob>| u32::try_from(blob.length()).unwrap_or(u32::MAX).saturating_add(256))
            .build();
        let open_files = Cache::builder().max_capacity(OPEN_FILES).time_to_idle(Duration::from_mins(1)).build();
        Ok(Self { spool, directory: Arc::new(directory), clock: clock.clone(), in_memory, open_files })
    }

    /// The local directory for bytes on their way in. Whoever keeps files there for longer than a day makes a folder
    /// of its own in it: what lies directly in the spool and is not written to for a day is swept away.
    pub fn spool_dir(&self) -> &Path {
        self.spool.folder()
    }

    /// Puts the file `spooled`, which lies in the spool and holds `size` bytes with this hash, into the store. When
    /// it returns, the bytes are there for good and may be named by a row, and the spooled file is gone. After an
    /// error the file is still there, and settling may be tried again. To be called without a database connection in
    /// hand.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::Disk`].
    pub async fn settle(&self, spooled: PathBuf, hash: ContentHash, size: u64) -> Result<(), StoreError> {
        let (directory, now) = (self.directory.clone(), self.clock.now().into());
        let settled = tokio::task::spawn_blocking(move || directory.settle(&spooled, &hash, size, now)).await;
        Ok(settled.map_err(io::Error::other)??)
    }

    /// Stores what `source` gives, telling `progress` of each step's bytes. Blocks: call it from a
    /// blocking thread. When it returns, the bytes are in the store and may be named by a row.
    pub fn store(&self, source: impl Read, progress: impl FnMut(u64)) -> Result<Stored, StoreError> {
        let (spooled, stored) = self.spool.take_in(source, progress)?;
        self.directory.settle(spooled.path(), &stored.hash, stored.size, self.clock.now().into())?;
        Ok(stored)
    }

    /// Whether the bytes are there in their full length.
    pub fn holds(&self, hash: &ContentHash, size: u64) -> bool {
        self.directory.holds(hash, size)
    }

    /// Where the bytes lie, so that an import does not bring in the store itself.
    pub fn root(&self) -> &Path {
        self.directory.root()
    }

    /// A blob for reading.
    ///
    /// # Errors
    /// When the bytes are not there or not as long as the row says: the operator has lost data.
    pub async fn read(&self, hash: ContentHash, size: u64) -> Result<Arc<Blob>> {
        let cache = match size {
            size if size <= Blob::IN_MEMORY => Some(&self.in_memory),
            size if size <= Blob::SHARED_FILE => Some(&self.open_files),
            // The kernel reads ahead for each open file: readers at different ends of a large one would spoil it.
            _ => None,
        };
        if let Some(cache) = cache
            && let Some(blob) = cache.get(&hash).await
        {
            return Ok(blob);
        }
        let directory = self.directory.clone();
        let opened = tokio::task::spawn_blocking(move || Blob::of(directory.read(&hash)?, size)).await;
        let opened = opened.map_err(|error| Error::internal(format!("opening blob {hash}: {error}")))?;
        let blob = Arc::new(opened.map_err(|error| match error.raw_os_error().map(Errno::from_raw_os_error) {
            Some(Errno::MFILE | Errno::NFILE) => Error::unavailable(format!("opening blob {hash}: {error}")),
            _ => Error::internal(format!("blob {hash} of {size} bytes cannot be read: {error}")),
        })?);
        if let Some(cache) = cache {
            cache.insert(hash, Arc::clone(&blob)).await;
        }
        Ok(blob)
    }
}
