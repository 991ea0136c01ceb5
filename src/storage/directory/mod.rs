//! Blobs as files of a directory, each named by its SHA-256.

mod identity;
mod settling;
mod sweeping;

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use rustix::fs::{Access, access};
use walkdir::WalkDir;

use crate::storage::{
    backend::{Entry, ID, shards},
    content_hash::ContentHash,
    plain_file,
    quarantine::QUARANTINE,
    spool::private_directories,
};

/// Condemned blobs, until they are removed.
const CONDEMNED: &str = "condemned";
/// Bytes on their way in, on the same file system, so that they can be moved into place.
pub const INCOMING: &str = "incoming";

/// The directory. Several processes may share it.
pub struct Directory {
    root: PathBuf,
}

impl Directory {
    pub fn open(root: PathBuf) -> io::Result<Self> {
        private_directories().create(root.join(CONDEMNED))?;
        let directory = Self { root };
        directory.reprieve_all()?;
        Ok(directory)
    }

    /// A sweeper that died in the middle has removed nothing.
    fn reprieve_all(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.root.join(CONDEMNED))? {
            let mut place = entry?.file_name().to_string_lossy().into_owned();
            if place.is_char_boundary(2) && place.len() > 2 {
                place.insert(2, '/');
            }
            if let Some(hash) = ContentHash::at_place(&place) {
                self.reprieve(&hash)?;
            }
        }
        Ok(())
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether it exists and accepts files. A full disk counts as usable: its files can be read.
    pub fn is_usable(&self) -> io::Result<()> {
        let folders = [self.root.clone(), self.root.join(INCOMING)];
        Ok(folders
            .iter()
            .try_for_each(|folder| access(folder, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK))?)
    }

    /// Whether the bytes are there in their full length.
    pub fn holds(&self, hash: &ContentHash, size: u64) -> bool {
        is_whole(&self.root.join(hash.place()), size)
    }

    /// Opens a blob for reading. Blocks.
    pub fn read(&self, hash: &ContentHash) -> io::Result<File> {
        let place = hash.place();
        match plain_file::open(&self.root, place.as_ref()) {
            // A sweeper died over it.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.aside(hash).exists() => {
                self.reprieve(hash)?;
                plain_file::open(&self.root, place.as_ref())
            }
            opened => opened,
        }
    }

    /// The entries of one of the folders `00` to `ff`; without one, all other files that are not ours. Blocks.
    pub fn entries_in(&self, shard: Option<&str>) -> io::Result<Vec<Entry>> {
        let is_shard = |path: &Path| {
            let name = path.strip_prefix(&self.root).ok().and_then(Path::to_str);
            name.is_some_and(|name| shards().any(|shard| shard == name)) && is_folder(path)
        };
        let ours = |path: &Path| {
            [INCOMING, CONDEMNED, QUARANTINE, ID].iter().any(|name| path == self.root.join(name)) || is_shard(path)
        };
        let from = shard.map_or(self.root.clone(), |shard| self.root.join(shard));
        let mut entries = Vec::new();
        if shard.is_some() && !is_folder(&from) {
            return Ok(entries);
        }
        let walk = WalkDir::new(&from).min_depth(1).into_iter();
        for entry in walk.filter_entry(|entry| shard.is_some() || !ours(entry.path())) {
            let entry = match entry {
                Ok(entry) => entry,
                // Somebody has just moved it.
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
                Err(error) => return Err(error.into()),
            };
            if entry.file_type().is_dir() {
                continue;
            }
            let facts = match entry.metadata() {
                Ok(facts) => facts,
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
                Err(error) => return Err(error.into()),
            };
            let path = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
            entries.push(Entry::at(path.to_string_lossy().into_owned(), facts.is_file(), facts.size(), facts.mtime()));
        }
        Ok(entries)
    }

    fn aside(&self, hash: &ContentHash) -> PathBuf {
        self.root.join(CONDEMNED).join(hash.to_string())
    }
}

/// Somebody else may have been quicker.
pub fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|there| there.is_dir())
}

fn is_whole(target: &Path, size: u64) -> bool {
    fs::symlink_metadata(target).is_ok_and(|there| there.is_file() && there.size() == size)
}

pub fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
