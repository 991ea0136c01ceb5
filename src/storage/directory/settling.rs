//! Putting a blob into a directory.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read},
    os::unix::fs::PermissionsExt,
    path::Path,
    time::SystemTime,
};

use super::{Directory, is_whole, sync_directory};
use crate::storage::{backend::Settled, content_hash::ContentHash, spool::private_directories};

/// How much is read at once.
const STEP: usize = 256 * 1024;

impl Directory {
    /// Syncs a spooled file of the same file system and gives it its final name, or removes it if the same bytes
    /// exist. Other bytes under that name are damaged, and replaced. Blocks.
    pub fn settle(&self, spooled: &Path, hash: &ContentHash, size: u64, now: SystemTime) -> io::Result<Settled> {
        let target = self.root.join(hash.place());
        let folder = target.parent().unwrap_or(&self.root);
        let there = is_whole(&target, size);
        // An unreadable file is treated like a damaged one.
        let same = there && are_equal(spooled, &target).unwrap_or(false);
        let settled = if same && renew(&target, size, now) {
            fs::remove_file(spooled)?;
            Settled::Same
        } else {
            let file = File::open(spooled)?;
            let length = file.metadata()?.len();
            if length != size {
                return Err(io::Error::other(format!("{length} bytes were spooled, not {size}")));
            }
            if there && !same {
                if ContentHash::of(&file, |_| ())? != *hash {
                    return Err(io::Error::other(format!("the spooled bytes of {hash} are damaged")));
                }
                tracing::error!(%hash, "the stored bytes were damaged; the same file was sent again and takes their place");
            }
            file.set_modified(now)?;
            file.sync_all()?;
            match private_directories().recursive(false).create(folder) {
                Ok(()) => sync_directory(&self.root)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            fs::rename(spooled, &target)?;
            // Only now: until it has its name it may have to be written to again.
            file.set_permissions(Permissions::from_mode(0o400))?;
            Settled::Written
        };
        self.lift(hash)?;
        // Even if it existed: its writer may not have synced yet.
        sync_directory(folder)?;
        Ok(settled)
    }
}

/// Whether the bytes exist already; then their date is set to now, because the garbage collection spares what is
/// young.
fn renew(target: &Path, size: u64, now: SystemTime) -> bool {
    is_whole(target, size)
        && File::open(target).and_then(|file| file.set_modified(now)).is_ok()
        // Again, because the sweeper may have come between.
        && is_whole(target, size)
}

/// Cheaper than hashing, and freshly spooled bytes are still in the page cache.
fn are_equal(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    let (mut left, mut right) = (vec![0; STEP], vec![0; STEP]);
    loop {
        let read = one.read(&mut left)?;
        if read == 0 {
            return Ok(other.read(&mut right)? == 0);
        }
        other.read_exact(&mut right[..read])?;
        if left[..read] != right[..read] {
            return Ok(false);
        }
    }
}
