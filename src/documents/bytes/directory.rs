//! Blobs as files of a directory, each named by the SHA-256 of what is in it.

use std::{
    fs::{self, File, Permissions},
    io,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::documents::bytes::{content_hash::ContentHash, plain_file, spool::private_directories};

/// The directory. Several processes may share it.
pub struct Directory {
    root: PathBuf,
}

impl Directory {
    pub fn open(root: PathBuf) -> io::Result<Self> {
        private_directories().create(&root)?;
        Ok(Self { root })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the bytes are there in their full length.
    pub fn holds(&self, hash: &ContentHash, size: u64) -> bool {
        is_whole(&self.root.join(place(hash)), size)
    }

    /// Opens a blob for reading. Blocks.
    pub fn read(&self, hash: &ContentHash) -> io::Result<File> {
        plain_file::open(&self.root, &place(hash))
    }

    /// Syncs a spooled file of the same file system and gives it its name for good, or removes it if the same bytes
    /// are there. Blocks.
    pub fn settle(&self, spooled: &Path, hash: &ContentHash, size: u64, now: SystemTime) -> io::Result<()> {
        let target = self.root.join(place(hash));
        let folder = target.parent().unwrap_or(&self.root);
        if renew(&target, size, now) {
            fs::remove_file(spooled)?;
        } else {
            let file = File::open(spooled)?;
            let length = file.metadata()?.len();
            if length != size {
                return Err(io::Error::other(format!("{length} bytes were spooled, not {size}")));
            }
            file.set_permissions(Permissions::from_mode(0o400))?;
            file.set_modified(now)?;
            file.sync_all()?;
            match private_directories().recursive(false).create(folder) {
                Ok(()) => sync_directory(&self.root)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            fs::rename(spooled, &target)?;
        }
        // Also when it was there: whoever put it there may not have come so far yet.
        sync_directory(folder)
    }
}

/// Whether the bytes are there already; then they count as put there now, because whoever sweeps what no version
/// names spares what is young.
fn renew(target: &Path, size: u64, now: SystemTime) -> bool {
    is_whole(target, size)
        && File::open(target).and_then(|file| file.set_modified(now)).is_ok()
        // Again, because the sweeper may have come between.
        && is_whole(target, size)
}

/// `ab` and the other 62 digits: no directory grows past a 256th of all.
fn place(hash: &ContentHash) -> PathBuf {
    let digits = hash.to_string();
    let (folder, name) = digits.split_at(2);
    Path::new(folder).join(name)
}

fn is_whole(target: &Path, size: u64) -> bool {
    fs::symlink_metadata(target).is_ok_and(|there| there.is_file() && there.size() == size)
}

fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
