//! The bytes of documents: each blob is named by the SHA-256 of what is in it, so that equal content is stored once
//! and nothing is ever overwritten.
//!
//! A blob exists wholly or not at all (I11). Bytes on their way in wait in the spool on the local disk and are hashed
//! there; [`Blobs::settle`] syncs them and gives them their name for good; only then may a row in the database name
//! them. A crash leaves at most a spooled file, which a later start sweeps away.

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use moka::future::Cache;
use object_store::signer::Url;
use rustix::io::Errno;
use sha2::{Digest, Sha256};
use tokio::{io::AsyncWriteExt, runtime::Handle};

pub use crate::documents::bytes::stored::{StoreError, Stored};
use crate::{
    Error, Result,
    clock::SharedClock,
    documents::bytes::{
        blob::Blob,
        bucket::Bucket,
        checks::Checks,
        content_hash::ContentHash,
        directory::{Directory, INCOMING},
        fetch::Remote,
        home::{Home, Settled},
        spool::Spool,
        watch::Watch,
    },
    entropy::SharedEntropy,
    settings::{StoragePlace, StorageSettings},
};

/// At most so many files stay open for the next reader, and at most so many bytes of small ones in memory.
const OPEN_FILES: u64 = 256;
const MEMORY: u64 = 32 * 1024 * 1024;

/// After so long a file is opened anew: if it was damaged, a good one may have taken its place by another copy of the
/// program.
const OPEN_FOR: Duration = Duration::from_mins(1);

type Kept = Cache<ContentHash, Arc<Blob>>;

/// The store. One for each process; several processes may share what it stands on.
pub struct Blobs {
    spool: Spool,
    home: Home,
    /// Whether whole documents are fetched from the store itself.
    redirects: bool,
    watch: Watch,
    checks: Arc<Checks>,
    quarantine: time::Duration,
    clock: SharedClock,
    /// Blobs never change, so an open one stays right for as long as it is held.
    in_memory: Kept,
    open_files: Kept,
}

impl Blobs {
    /// Opens a store in the folder `blobs` of `data_dir`, which is where it lies unless the operator says otherwise.
    ///
    /// # Errors
    /// When the directory cannot be written; the message names it.
    pub fn open(data_dir: &Path, clock: &SharedClock, entropy: SharedEntropy) -> Result<Self> {
        Self::at(&StorageSettings::under(data_dir), data_dir, clock, entropy)
    }

    /// Opens the store, making the directories where they are missing. Asks nothing of the network.
    ///
    /// # Errors
    /// When a directory cannot be written; the message names it.
    pub fn at(
        settings: &StorageSettings,
        data_dir: &Path,
        clock: &SharedClock,
        entropy: SharedEntropy,
    ) -> Result<Self> {
        let unmade = |variable: &str, path: &Path, error| {
            Error::internal(format!("{variable}: {} cannot be made: {error}", path.display()))
        };
        let (home, spool) = match &settings.place {
            StoragePlace::Directory(root) => {
                let variable = if root.starts_with(data_dir) { "DATA_DIR" } else { "STORAGE_URL" };
                let directory = Directory::open(root.clone()).map_err(|error| unmade(variable, root, error))?;
                (Home::Directory(Arc::new(directory)), root.join(INCOMING))
            }
            StoragePlace::Objects(bucket) => {
                (Home::Bucket(Arc::new(Bucket::open(bucket, clock)?)), data_dir.join(INCOMING))
            }
        };
        let opened = Spool::open(spool.clone(), SystemTime::from(clock.now()), entropy);
        let spool = opened.map_err(|error| unmade("DATA_DIR", &spool, error))?;
        let in_memory = Cache::builder()
            .max_capacity(MEMORY)
            .weigher(|_, blob: &Arc<Blob>| u32::try_from(blob.length()).unwrap_or(u32::MAX).saturating_add(256))
            .build();
        let open_files = Cache::builder().max_capacity(OPEN_FILES).time_to_live(OPEN_FOR).build();
        let watch = Watch::each(settings.asked_every);
        Ok(Self {
            spool,
            home,
            redirects: settings.redirect,
            watch,
            checks: Checks::new(clock.clone()),
            quarantine: settings.quarantine,
            clock: clock.clone(),
            in_memory,
            open_files,
        })
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
    /// [`StoreError::Full`], [`StoreError::Disk`] or [`StoreError::Away`].
    pub async fn settle(&self, spooled: PathBuf, hash: ContentHash, size: u64) -> Result<(), StoreError> {
        self.watch.refuse_another()?;
        if self.home.settle(&spooled, hash, size, &self.clock).await? == Settled::Written {
            forget(&self.in_memory, &self.open_files, hash).await;
        }
        Ok(())
    }

    /// Stores what `source` gives, telling `progress` of each step's bytes. Blocks: call it from a
    /// blocking thread. When it returns, the bytes are in the store and may be named by a row.
    pub fn store(&self, source: impl Read, progress: impl FnMut(u64)) -> Result<Stored, StoreError> {
        self.watch.refuse_another()?;
        let (spooled, stored) = self.spool.take_in(source, progress)?;
        let settled = match &self.home {
            Home::Directory(directory) => {
                directory.settle(spooled.path(), &stored.hash, stored.size, self.clock.now().into())?
            }
            Home::Bucket(bucket) => wait_for(bucket.settle(spooled.path(), &stored.hash, stored.size))?,
        };
        if settled == Settled::Written
            && let Ok(runtime) = Handle::try_current()
        {
            let (in_memory, open_files) = (self.in_memory.clone(), self.open_files.clone());
            runtime.spawn(async move { forget(&in_memory, &open_files, stored.hash).await });
        }
        Ok(stored)
    }

    /// How long bytes that nothing names are kept.
    pub fn quarantine(&self) -> time::Duration {
        self.quarantine
    }

    /// Whether the bytes are there in their full length. Blocks: call it from a blocking thread.
    pub fn holds(&self, hash: &ContentHash, size: u64) -> bool {
        match &self.home {
            Home::Directory(directory) => directory.holds(hash, size),
            Home::Bucket(bucket) => wait_for(bucket.holds(hash, size)).unwrap_or(false),
        }
    }

    /// What of the local disk belongs to the store, so that an import does not bring in the store itself.
    pub fn root(&self) -> &Path {
        match &self.home {
            Home::Directory(directory) => directory.root(),
            Home::Bucket(_) => self.spool.folder(),
        }
    }

    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    /// What is known of the store.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// A link that fetches the whole blob from the store itself, for whoever has it, for a minute. `None`: the
    /// operator has not chosen that, or the store has no such links.
    ///
    /// # Errors
    /// `Unavailable` when the credential for signing cannot be had.
    pub async fn link(&self, hash: ContentHash, disposition: &str, content_type: &str) -> Result<Option<Url>> {
        match &self.home {
            Home::Bucket(bucket) if self.redirects => bucket.link(hash, disposition, content_type).await,
            _ => Ok(None),
        }
    }

    /// The bytes as a file of this machine: the blob itself, or a copy of it without a name, which is gone when it is
    /// closed. For whoever needs a file descriptor.
    ///
    /// # Errors
    /// As [`Self::read`]; also `Full` and `Unavailable` when it has to be fetched.
    pub async fn as_file(&self, hash: ContentHash, size: u64) -> Result<File> {
        let bucket = match &self.home {
            Home::Directory(directory) => {
                let directory = directory.clone();
                let opened =
                    tokio::task::spawn_blocking(move || directory.read(&hash)).await.map_err(Error::internal)?;
                return opened.map_err(|error| unreadable(hash, size, &error));
            }
            Home::Bucket(bucket) => bucket.clone(),
        };
        let (file, spooled) = self.spool.create().map_err(StoreError::from)?;
        drop(spooled);
        let (mut file, mut sum) = (tokio::fs::File::from_std(file), Sha256::new());
        let mut fetch = Remote { bucket, hash, size }.fetch(0..size);
        loop {
            let piece = fetch.next(usize::MAX).await?;
            if piece.is_empty() {
                break;
            }
            sum.update(&piece);
            file.write_all(&piece).await.map_err(StoreError::from)?;
        }
        file.flush().await.map_err(StoreError::from)?;
        if ContentHash::from(<[u8; 32]>::from(sum.finalize())) != hash {
            return Err(Error::internal(format!("blob {hash} is damaged")));
        }
        let mut file = file.into_std().await;
        file.rewind().map_err(Error::internal)?;
        Ok(file)
    }

    /// A blob for reading.
    ///
    /// # Errors
    /// When the bytes are not there, or small ones are not what their name says: the operator has lost data.
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
        let blob = self.read_apart(hash, size).await?;
        if let Some(bytes) = blob.in_memory()
            && !self.checks.is_sound(hash, <[u8; 32]>::from(Sha256::digest(bytes)).into())
        {
            return Err(Error::internal(format!("blob {hash} is damaged")));
        }
        if let Some(cache) = cache
            && blob.remote().is_none()
        {
            cache.insert(hash, Arc::clone(&blob)).await;
        }
        Ok(blob)
    }

    /// As [`Self::read`], from the store itself: nothing is kept for the next reader, nor put out of the way for it.
    pub(in crate::documents) async fn read_apart(&self, hash: ContentHash, size: u64) -> Result<Arc<Blob>> {
        let blob = match &self.home {
            Home::Directory(directory) => {
                let directory = directory.clone();
                let opened = tokio::task::spawn_blocking(move || Blob::of(directory.read(&hash)?, size)).await;
                let opened = opened.map_err(|error| Error::internal(format!("opening blob {hash}: {error}")))?;
                opened.map_err(|error| unreadable(hash, size, &error))?
            }
            Home::Bucket(bucket) if size <= Blob::IN_MEMORY => Blob::of_bytes(bucket.whole(hash, size).await?),
            // Asked for when it is known which part is wanted.
            Home::Bucket(bucket) => Blob::of_remote(Remote { bucket: bucket.clone(), hash, size }),
        };
        Ok(Arc::new(blob.to_be_checked(&self.checks, hash)))
    }
}

/// What was kept for the next reader may have been damaged.
async fn forget(in_memory: &Kept, open_files: &Kept, hash: ContentHash) {
    in_memory.invalidate(&hash).await;
    open_files.invalidate(&hash).await;
}

fn unreadable(hash: ContentHash, size: u64, error: &io::Error) -> Error {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::MFILE | Errno::NFILE) => Error::unavailable(format!("opening blob {hash}: {error}")),
        _ => Error::internal(format!("blob {hash} of {size} bytes cannot be read: {error}")),
    }
}

/// On a blocking thread: the runtime goes on elsewhere.
fn wait_for<T>(answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    Handle::try_current().map_err(|error| StoreError::Disk(io::Error::other(error)))?.block_on(answer)
}
