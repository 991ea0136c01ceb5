//! Where bytes wait on the local disk until they are whole, whatever store they go to afterwards. Nothing in here
//! is part of a document yet, and a crash leaves nothing but files that a later start sweeps away.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use sha2::{Digest, Sha256};

use crate::{
    entropy::SharedEntropy,
    media_type,
    storage::{
        blobs::{StoreError, Stored},
        content_hash::ContentHash,
    },
};

/// How much is read and hashed in one step.
const STEP: usize = 256 * 1024;

/// A file that has not been written to for this long belongs to a process that died.
const ABANDONED: Duration = Duration::from_hours(24);

/// The directory.
pub struct Spool {
    folder: PathBuf,
    entropy: SharedEntropy,
}

impl Spool {
    /// Creates the directory if necessary, and removes old files directly in it, not those in subfolders that others
    /// create there.
    pub fn open(folder: PathBuf, now: SystemTime, entropy: SharedEntropy) -> io::Result<Self> {
        private_directories().create(&folder)?;
        sweep(&folder, now);
        Ok(Self { folder, entropy })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new file.
    pub fn create(&self) -> io::Result<(File, Spooled)> {
        let path = self.folder.join(self.entropy.uuid().simple().to_string());
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        Ok((file, Spooled(path)))
    }

    /// Writes down what `source` gives and hashes it on the way. Blocks.
    pub fn take_in(
        &self,
        mut source: impl Read,
        mut progress: impl FnMut(u64),
    ) -> Result<(Spooled, Stored), StoreError> {
        let (mut file, spooled) = self.create()?;
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
            file.write_all(bytes)?;
            size += read as u64;
            progress(read as u64);
        }
        let hash = ContentHash::from(<[u8; 32]>::from(hash.finalize()));
        Ok((spooled, Stored { hash, size, head, modified_at: None }))
    }
}

/// A spooled file; removed when dropped, unless it was moved away.
pub struct Spooled(PathBuf);

impl Spooled {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        // What stays is swept at a later start.
        let _ = fs::remove_file(&self.0);
    }
}

/// Directories that only this user may enter.
pub fn private_directories() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
}

/// Removes what died half-way; another process's file that is still growing is younger.
fn sweep(folder: &Path, now: SystemTime) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let changed = entry.metadata().and_then(|facts| facts.modified());
        if changed.is_ok_and(|changed| now.duration_since(changed).is_ok_and(|age| age > ABANDONED)) {
            // Of a folder this makes nothing.
            let _ = fs::remove_file(entry.path());
        }
    }
}
