//! The bytes of documents: each blob is named by its SHA-256, so that equal content is stored once and nothing is
//! ever overwritten.
//!
//! A blob exists completely or not at all (I11). Incoming bytes are written to the spool on the local disk and hashed
//! there; [`Blobs::settle`] syncs them and gives them their final name; only then may a row in the database refer to
//! them. A crash leaves at most a spooled file, which a later start removes.

mod reading;

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use moka::future::Cache;
use object_store::signer::Url;
use tokio::runtime::Handle;

pub use crate::storage::stored::{StoreError, Stored};
use crate::{
    Error, Result,
    clock::SharedClock,
    entropy::SharedEntropy,
    settings::{ObjectStorage, ObjectStoreKind, StoragePlace, StorageSettings},
    storage::{
        backend::{Backend, Settled},
        blob::Blob,
        bucket::Bucket,
        checks::Checks,
        content_hash::ContentHash,
        directory::{Directory, INCOMING},
        errors::{Operation, StoreErrors},
        spool::Spool,
        watch::{Standing, Watch},
        withheld::Withheld,
    },
};

/// The most files that stay open for the next reader, and the most bytes of small blobs in memory.
const OPEN_FILES: u64 = 256;
const MEMORY: u64 = 32 * 1024 * 1024;

/// How long a file is kept open: if it was damaged, another copy of the program may have replaced it with a good one.
const OPEN_FOR: Duration = Duration::from_mins(1);

type Kept = Cache<ContentHash, Arc<Blob>>;

/// The store. One for each process; several processes may share its storage.
pub struct Blobs {
    spool: Spool,
    backend: Backend,
    /// Whether whole documents are fetched from the store itself.
    redirects: bool,
    watch: Watch,
    errors: StoreErrors,
    checks: Arc<Checks>,
    withheld: Withheld,
    quarantine: time::Duration,
    clock: SharedClock,
    /// Blobs never change, so an open one stays valid for as long as it is held.
    in_memory: Kept,
    open_files: Kept,
}

impl Blobs {
    /// Opens a store in the folder `blobs` of `data_dir`, which is the default place.
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
        let errors = StoreErrors::of(match &settings.place {
            StoragePlace::Directory(_) => "folder",
            StoragePlace::Objects(ObjectStorage { kind: ObjectStoreKind::Azure, .. }) => "azure",
            StoragePlace::Objects(ObjectStorage { kind: ObjectStoreKind::S3, .. }) => "s3",
        });
        let (backend, spool) = match &settings.place {
            StoragePlace::Directory(root) => {
                let variable = if root.starts_with(data_dir) { "DATA_DIR" } else { "STORAGE_URL" };
                let directory = Directory::open(root.clone()).map_err(|error| unmade(variable, root, error))?;
                (Backend::Directory(Arc::new(directory)), root.join(INCOMING))
            }
            StoragePlace::Objects(bucket) => {
                (Backend::Bucket(Arc::new(Bucket::open(bucket, clock)?)), data_dir.join(INCOMING))
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
            backend,
            redirects: settings.redirect,
            watch,
            errors,
            checks: Checks::new(clock.clone()),
            withheld: Withheld::default(),
            quarantine: settings.quarantine,
            clock: clock.clone(),
            in_memory,
            open_files,
        })
    }

    /// The local directory for incoming bytes. Callers that keep files there for longer than a day use their own
    /// subfolder: files directly in the spool that have not been written to for a day are removed.
    pub fn spool_dir(&self) -> &Path {
        self.spool.folder()
    }

    /// Moves the file `spooled`, which is in the spool and holds `size` bytes with this hash, into the store. When it
    /// returns, the bytes are durable and rows may refer to them, and the spooled file is gone. After an error the
    /// file still exists, and the call may be repeated. Do not hold a database connection while calling it.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Disk`] or [`StoreError::Away`].
    pub async fn settle(&self, spooled: PathBuf, hash: ContentHash, size: u64) -> Result<(), StoreError> {
        self.watch.refuse_another()?;
        let settled = self.backend.settle(&spooled, hash, size, &self.clock).await;
        if self.errors.note(Operation::Write, settled)? == Settled::Written {
            self.checks.forget(hash);
            forget(&self.in_memory, &self.open_files, hash).await;
        }
        Ok(())
    }

    /// Stores the bytes of `source`, and calls `progress` with the length of each step. Blocks: call it from a
    /// blocking thread. When it returns, the bytes are in the store and rows may refer to them.
    pub fn store(&self, source: impl Read, progress: impl FnMut(u64)) -> Result<Stored, StoreError> {
        self.store_if(source, progress, |_, _| Ok(()))
    }

    /// As [`Self::store`], if `may` has nothing against them: it gets the file that holds all of them, before they come into
    /// the store.
    ///
    /// # Errors
    /// As `may`, and of storing.
    pub fn store_if<E: From<StoreError>>(
        &self,
        source: impl Read,
        progress: impl FnMut(u64),
        may: impl FnOnce(&Path, &Stored) -> Result<(), E>,
    ) -> Result<Stored, E> {
        self.watch.refuse_another()?;
        let (spooled, stored) = self.spool.take_in(source, progress)?;
        may(spooled.path(), &stored)?;
        Ok(self.bring_in(spooled.path(), stored)?)
    }

    fn bring_in(&self, spooled: &Path, stored: Stored) -> Result<Stored, StoreError> {
        let settled = match &self.backend {
            Backend::Directory(directory) => {
                directory.settle(spooled, &stored.hash, stored.size, self.clock.now().into()).map_err(StoreError::from)
            }
            Backend::Bucket(bucket) => wait_for(bucket.settle(spooled, &stored.hash, stored.size)),
        };
        if self.errors.note(Operation::Write, settled)? == Settled::Written
            && let Ok(runtime) = Handle::try_current()
        {
            self.checks.forget(stored.hash);
            let (in_memory, open_files) = (self.in_memory.clone(), self.open_files.clone());
            runtime.spawn(async move { forget(&in_memory, &open_files, stored.hash).await });
        }
        Ok(stored)
    }

    /// The bytes that nobody gets.
    pub fn withheld(&self) -> &Withheld {
        &self.withheld
    }

    /// How often the store has failed.
    pub fn errors(&self) -> &StoreErrors {
        &self.errors
    }

    /// Whether the store was there, and this database's, when it was last looked at.
    pub fn is_there(&self) -> bool {
        self.watch.standing() == Standing::Ours
    }

    /// How long unreferenced bytes are kept.
    pub fn quarantine(&self) -> time::Duration {
        self.quarantine
    }

    /// Whether the bytes are there in their full length. Blocks: call it from a blocking thread.
    pub fn holds(&self, hash: &ContentHash, size: u64) -> bool {
        match &self.backend {
            Backend::Directory(directory) => directory.holds(hash, size),
            Backend::Bucket(bucket) => wait_for(bucket.holds(hash, size)).unwrap_or(false),
        }
    }

    /// What of the local disk belongs to the store, so that an import does not bring in the store itself.
    pub fn root(&self) -> &Path {
        match &self.backend {
            Backend::Directory(directory) => directory.root(),
            Backend::Bucket(_) => self.spool.folder(),
        }
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.backend
    }

    /// What is known of the store.
    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// A link by which anybody who has it can fetch the whole blob from the store itself, for a minute. `None`: the
    /// operator has not chosen that, or the store has no such links.
    ///
    /// # Errors
    /// `Unavailable` when there is no credential for signing; `Forbidden` for what is withheld.
    pub async fn link(&self, hash: ContentHash, disposition: &str, content_type: &str) -> Result<Option<Url>> {
        self.withheld.check(&hash)?;
        match &self.backend {
            Backend::Bucket(bucket) if self.redirects => bucket.link(hash, disposition, content_type).await,
            _ => Ok(None),
        }
    }
}

/// What was kept for the next reader may have been damaged.
async fn forget(in_memory: &Kept, open_files: &Kept, hash: ContentHash) {
    in_memory.invalidate(&hash).await;
    open_files.invalidate(&hash).await;
}

/// On a blocking thread: the runtime continues on others.
fn wait_for<T>(answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    Handle::try_current().map_err(|error| StoreError::Disk(io::Error::other(error)))?.block_on(answer)
}
