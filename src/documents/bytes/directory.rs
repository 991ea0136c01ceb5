//! Blobs as files of a directory, each named by the SHA-256 of what is in it.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{FileExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use rustix::fs::{Access, access};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use walkdir::WalkDir;

use crate::documents::bytes::{
    content_hash::ContentHash,
    home::{ID, Lying, Settled, shards},
    plain_file,
    quarantine::QUARANTINE,
    spool::private_directories,
};

/// What lies aside until it is removed.
const CONDEMNED: &str = "condemned";
/// Bytes on their way in, on the same file system, so that they can be moved into place.
pub const INCOMING: &str = "incoming";

/// How much is read at once.
const STEP: usize = 256 * 1024;

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

    /// Whether it is there and takes files. A full disk does: what lies there can be read.
    pub fn is_usable(&self) -> io::Result<()> {
        let folders = [self.root.clone(), self.root.join(INCOMING)];
        Ok(folders
            .iter()
            .try_for_each(|folder| access(folder, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK))?)
    }

    /// The store's id; `None`: it has none yet. Blocks.
    pub fn id(&self) -> io::Result<Option<Uuid>> {
        let mut text = String::new();
        match plain_file::open(&self.root, ID.as_ref()) {
            Ok(file) => _ = file.take(100).read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        text.trim().parse().map(Some).map_err(|_| io::Error::other(format!("there is no id in the file {ID}")))
    }

    /// Gives the store an id, in place of the one before or only if it has none. `scratch` is a name that nobody else
    /// uses. Blocks.
    pub fn set_id(&self, id: Uuid, replace: bool, scratch: Uuid) -> io::Result<()> {
        let (spooled, place) = (self.root.join(INCOMING).join(scratch.simple().to_string()), self.root.join(ID));
        let mut file = File::create_new(&spooled)?;
        writeln!(file, "{id}")?;
        file.sync_all()?;
        if replace {
            fs::rename(&spooled, &place)?;
        } else {
            let linked = fs::hard_link(&spooled, &place);
            fs::remove_file(&spooled)?;
            linked.or_else(|error| if error.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })?;
        }
        sync_directory(&self.root)
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

    /// Syncs a spooled file of the same file system and gives it its name for good, or removes it if the same bytes
    /// are there. Bytes that are there and are others are damaged, and give way. Blocks.
    pub fn settle(&self, spooled: &Path, hash: &ContentHash, size: u64, now: SystemTime) -> io::Result<Settled> {
        let target = self.root.join(hash.place());
        let folder = target.parent().unwrap_or(&self.root);
        let there = is_whole(&target, size);
        // What cannot be read is no better than what is damaged.
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
                if sum_of(&file)? != *hash {
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
        // Also when it was there: whoever put it there may not have come so far yet.
        sync_directory(folder)?;
        Ok(settled)
    }

    /// What lies in one of the folders `00` to `ff`; without one, what lies anywhere else and is not ours. Blocks.
    pub fn lying_in(&self, shard: Option<&str>) -> io::Result<Vec<Lying>> {
        let is_shard = |path: &Path| {
            let name = path.strip_prefix(&self.root).ok().and_then(Path::to_str);
            name.is_some_and(|name| shards().any(|shard| shard == name)) && is_folder(path)
        };
        let ours = |path: &Path| {
            [INCOMING, CONDEMNED, QUARANTINE, ID].iter().any(|name| path == self.root.join(name)) || is_shard(path)
        };
        let from = shard.map_or(self.root.clone(), |shard| self.root.join(shard));
        let mut lying = Vec::new();
        if shard.is_some() && !is_folder(&from) {
            return Ok(lying);
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
            lying.push(Lying::at(path.to_string_lossy().into_owned(), facts.is_file(), facts.size(), facts.mtime()));
        }
        Ok(lying)
    }

    /// Moves a blob aside that nobody has stored for so long. Blocks.
    ///
    /// Whoever stores the same bytes touches the blob and then looks whether it is still there; here it is moved and
    /// then looked at. So either its new date shows here, or that it has gone shows there.
    pub fn condemn(&self, hash: &ContentHash, spared: Duration, now: SystemTime) -> io::Result<bool> {
        let is_old = |path: &Path| {
            let facts = fs::symlink_metadata(path)?;
            let age = facts.modified().ok().and_then(|modified| now.duration_since(modified).ok());
            Ok(facts.is_file() && age.is_some_and(|age| age >= spared))
        };
        let aside = self.aside(hash);
        let place = self.root.join(hash.place());
        let moved =
            is_old(&place).and_then(|old| if old { fs::rename(&place, &aside).map(|()| true) } else { Ok(false) });
        match moved {
            Ok(true) if is_old(&aside)? => Ok(true),
            Ok(true) => self.reprieve(hash).map(|()| false),
            Ok(false) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Moves a condemned blob back, unless it has been stored anew meanwhile. Blocks.
    pub fn reprieve(&self, hash: &ContentHash) -> io::Result<()> {
        let aside = self.aside(hash);
        match fs::hard_link(&aside, self.root.join(hash.place())) {
            Err(error) if !matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => Err(error),
            _ => gone(fs::remove_file(&aside)),
        }
    }

    /// Removes a condemned blob. Blocks.
    pub fn remove(&self, hash: &ContentHash) -> io::Result<()> {
        gone(fs::remove_file(self.aside(hash)))
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

/// Whether the bytes are there already; then they count as put there now, because whoever sweeps what no version
/// names spares what is young.
fn renew(target: &Path, size: u64, now: SystemTime) -> bool {
    is_whole(target, size)
        && File::open(target).and_then(|file| file.set_modified(now)).is_ok()
        // Again, because the sweeper may have come between.
        && is_whole(target, size)
}

/// Cheaper than hashing, and what was just spooled is still in memory.
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

fn sum_of(file: &File) -> io::Result<ContentHash> {
    let (mut sum, mut buffer, mut at) = (Sha256::new(), vec![0; STEP], 0);
    loop {
        let read = file.read_at(&mut buffer, at)?;
        if read == 0 {
            return Ok(<[u8; 32]>::from(sum.finalize()).into());
        }
        sum.update(&buffer[..read]);
        at += read as u64;
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|there| there.is_dir())
}

fn is_whole(target: &Path, size: u64) -> bool {
    fs::symlink_metadata(target).is_ok_and(|there| there.is_file() && there.size() == size)
}

fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
