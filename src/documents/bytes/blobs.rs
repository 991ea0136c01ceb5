//! The bytes of documents: files under `DATA_DIR/blobs`, each named by the SHA-256 of what is in it, so
//! that equal content is stored once and nothing is ever overwritten.
//!
//! A blob exists wholly or not at all (I11): the bytes go to a temporary file and are hashed on the way,
//! the file is synced, renamed into its place, the directory is synced, and only then may a row in the
//! database name it. A crash leaves at most a temporary file, which a later start sweeps away.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use moka::future::Cache;
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use crate::{
    Error, Result,
    clock::SharedClock,
    documents::{bytes::blob::Blob, bytes::content_hash::ContentHash, bytes::plain_file, media_type},
    entropy::SharedEntropy,
};

/// How much is read and hashed in one step while storing.
const STEP: usize = 256 * 1024;

/// A temporary file that nobody has finished for so long belongs to a process that died.
const ABANDONED: Duration = Duration::from_hours(24);

/// At most so many files stay open for the next reader, and at most so many bytes of small ones in memory.
const OPEN_FILES: u64 = 256;
const MEMORY: u64 = 32 * 1024 * 1024;

/// The store. One for each process; several processes may share its directory.
pub struct Blobs {
    root: PathBuf,
    entropy: SharedEntropy,
    /// Blobs never change, so an open one stays right for as long as it is held.
    in_memory: Cache<ContentHash, Arc<Blob>>,
    open_files: Cache<ContentHash, Arc<Blob>>,
}

/// Which side failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the source cannot be read: {0}")]
    Source(io::Error),
    #[error("the store cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// What storing found out about the bytes.
#[derive(Debug, Clone)]
pub struct Stored {
    pub hash: ContentHash,
    pub size: u64,
    /// The first bytes, up to [`media_type::HEAD`].
    pub head: Vec<u8>,
}

impl Blobs {
    /// Opens the store, making its directories where they are missing.
    ///
    /// # Errors
    /// When `DATA_DIR` cannot be written; the message names it.
    pub fn open(data_dir: &Path, clock: &SharedClock, entropy: SharedEntropy) -> Result<Self> {
        let root = data_dir.join("blobs");
        let incoming = root.join("incoming");
        private_directories()
            .create(&incoming)
            .map_err(|error| Error::internal(format!("DATA_DIR: {} cannot be made: {error}", incoming.display())))?;
        sweep(&incoming, clock.now().into());
        let in_memory = Cache::builder()
            .max_capacity(MEMORY)
            .weigher(|_, blob: &Arc<Blob>| u32::try_from(blob.length()).unwrap_or(u32::MAX).saturating_add(256))
            .build();
        let open_files = Cache::builder().max_capacity(OPEN_FILES).time_to_idle(Duration::from_mins(1)).build();
        Ok(Self { root, entropy, in_memory, open_files })
    }

    /// Stores what `source` gives, telling `progress` of each step's bytes. Blocks: call it from a
    /// blocking thread. When it returns, the bytes are on the disk and may be named by a row.
    pub fn store(&self, mut source: impl Read, mut progress: impl FnMut(u64)) -> Result<Stored, StoreError> {
        let mut incoming = Incoming::create(&self.root, &self.entropy)?;
        let (mut hash, mut size, mut head) = (Sha256::new(), 0_u64, Vec::new());
        let mut buffer = vec![0; STEP];
        loop {
            let read = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(StoreError::Source(error)),
            };
            let bytes = &buffer[..read];
            if head.len() < media_type::HEAD {
                head.extend_from_slice(&bytes[..read.min(media_type::HEAD - head.len())]);
            }
            hash.update(bytes);
            incoming.file.write_all(bytes)?;
            size += read as u64;
            progress(read as u64);
        }
        let hash = ContentHash::from(<[u8; 32]>::from(hash.finalize()));
        incoming.settle(&self.root, &hash, size)?;
        Ok(Stored { hash, size, head })
    }

    /// Whether the bytes are there in their full length.
    pub fn holds(&self, hash: &ContentHash, size: u64) -> bool {
        is_whole(&self.root.join(place(hash)), size)
    }

    /// Where the bytes lie, so that an import does not bring in the store itself.
    pub fn root(&self) -> &Path {
        &self.root
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
        let root = self.root.clone();
        let opened = tokio::task::spawn_blocking(move || Blob::of(plain_file::open(&root, &place(&hash))?, size)).await;
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

/// `ab` and the other 62 digits: no directory grows past a 256th of all.
fn place(hash: &ContentHash) -> PathBuf {
    let digits = hash.to_string();
    let (folder, name) = digits.split_at(2);
    Path::new(folder).join(name)
}

/// A file on its way in; gone again if it never settles.
struct Incoming {
    path: PathBuf,
    file: File,
    settled: bool,
}

impl Incoming {
    fn create(root: &Path, entropy: &SharedEntropy) -> io::Result<Self> {
        let path = root.join("incoming").join(entropy.uuid().simple().to_string());
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(Self { path, file, settled: false })
    }

    /// Syncs the bytes and gives them their name for good.
    fn settle(mut self, root: &Path, hash: &ContentHash, size: u64) -> io::Result<()> {
        let target = root.join(place(hash));
        let folder = target.parent().unwrap_or(root);
        if !is_whole(&target, size) {
            self.file.set_permissions(Permissions::from_mode(0o400))?;
            self.file.sync_all()?;
            match private_directories().recursive(false).create(folder) {
                Ok(()) => sync_directory(root)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            fs::rename(&self.path, &target)?;
            self.settled = true;
        }
        // Also when it was there: whoever put it there may not have come so far yet.
        sync_directory(folder)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.settled {
            // What stays is swept at a later start.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn is_whole(target: &Path, size: u64) -> bool {
    fs::symlink_metadata(target).is_ok_and(|there| there.is_file() && there.size() == size)
}

fn private_directories() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
}

fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Removes what died half-way; another process's file that is still growing is younger.
fn sweep(incoming: &Path, now: SystemTime) {
    for entry in fs::read_dir(incoming).into_iter().flatten().flatten() {
        let changed = entry.metadata().and_then(|facts| facts.modified());
        if changed.is_ok_and(|changed| now.duration_since(changed).is_ok_and(|age| age > ABANDONED)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
