//! Incoming bytes: a file for each upload. The length of the file is how much has arrived; nothing else counts, so a
//! `kill -9` at any moment leaves an upload that can be resumed.

use std::{
    collections::HashMap,
    fs::{self, File, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    media_type,
    storage::{blobs::Stored, content_hash::ContentHash},
    uploads::{checksum::Checksum, upload::Upload},
};

/// For how many uploads the state of the hash is kept between two requests.
const HELD: usize = 4096;

/// The directory of the files. Several processes may share it.
#[derive(Clone)]
pub struct Spool {
    directory: PathBuf,
    hashes: Hashes,
}

/// The hash state after this many bytes; after a restart it is computed again.
type Hashes = Arc<Mutex<HashMap<Uuid, (u64, Sha256)>>>;

/// Why a file cannot be written now.
#[derive(Debug)]
pub enum Closed {
    /// Another request is writing to it.
    Busy,
    Disk(io::Error),
}

/// One file, open for its only writer: the lock is the kernel's, so it ends with the process at the latest.
pub struct Incoming {
    id: Uuid,
    file: File,
    length: u64,
    hash: Sha256,
    checksum: Option<Checksum>,
    hashes: Hashes,
}

impl Spool {
    pub fn new(directory: PathBuf) -> Self {
        Self { directory, hashes: Hashes::default() }
    }

    pub fn path(&self, id: Uuid) -> PathBuf {
        self.directory.join(format!("{}.upload", id.simple()))
    }

    /// How much has come.
    pub fn length(&self, id: Uuid) -> io::Result<u64> {
        match fs::metadata(self.path(id)) {
            Ok(facts) => Ok(facts.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// How much has come of an upload for good.
    pub fn came(&self, upload: &Upload) -> io::Result<u64> {
        if !upload.is_receiving() {
            return Ok(upload.length);
        }
        let length = self.length(upload.id)?;
        Ok(upload.unverified_from.map_or(length, |verified| length.min(verified)))
    }

    /// All files there are. Blocks.
    pub fn files(&self) -> io::Result<Vec<Uuid>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let name = entry?.file_name();
            let id = name.to_str().and_then(|name| Uuid::try_parse(name.strip_suffix(".upload")?).ok());
            files.extend(id);
        }
        Ok(files)
    }

    /// When the last byte came; `None`: none has.
    pub fn touched(&self, id: Uuid) -> Option<SystemTime> {
        fs::metadata(self.path(id)).and_then(|facts| facts.modified()).ok()
    }

    /// Opens the file at its end, discarding what is after `unverified_from`. Blocks.
    ///
    /// # Errors
    /// `Busy` while another request writes.
    pub fn open(&self, id: Uuid, unverified_from: Option<u64>) -> Result<Incoming, Closed> {
        let file = File::options().read(true).append(true).create(true).mode(0o600).open(self.path(id))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Closed::Busy),
            Err(TryLockError::Error(error)) => return Err(Closed::Disk(error)),
        }
        let mut length = file.metadata()?.len();
        if let Some(verified) = unverified_from.filter(|&verified| verified < length) {
            file.set_len(verified)?;
            length = verified;
        }
        let held = self.hashes.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        let hash = match held {
            Some((known, hash)) if known == length => hash,
            _ => hash_of(&file, length)?,
        };
        Ok(Incoming { id, file, length, hash, checksum: None, hashes: self.hashes.clone() })
    }

    /// Removes the file. Blocks.
    pub fn remove(&self, id: Uuid) -> io::Result<()> {
        self.forget(id);
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub fn forget(&self, id: Uuid) {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// How many bytes the disk still takes.
    pub fn room(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.directory)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// All files there are, with how much has come of each. Blocks.
    pub fn lengths(&self) -> io::Result<Vec<(Uuid, u64)>> {
        self.files()?.into_iter().map(|id| Ok((id, self.length(id)?))).collect()
    }

    /// Has the directory survive a loss of power too. Blocks.
    pub fn sync(&self) -> io::Result<()> {
        File::open(&self.directory)?.sync_all()
    }
}

impl From<io::Error> for Closed {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl Incoming {
    pub fn id(&self) -> Uuid {
        self.id
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// The checksum of the bytes that come from here on.
    pub fn check(&mut self, checksum: Option<Checksum>) {
        self.checksum = checksum;
    }

    /// Whether they have that checksum; without one they pass.
    pub fn passes_check(&mut self) -> bool {
        self.checksum.take().is_none_or(Checksum::matches)
    }

    /// Appends. What a full disk takes of it stays. Blocks.
    pub fn write(&mut self, pieces: &[Bytes]) -> io::Result<()> {
        for piece in pieces {
            let mut rest = &piece[..];
            while !rest.is_empty() {
                match self.file.write(rest) {
                    Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                    Ok(written) => {
                        self.hash.update(&rest[..written]);
                        if let Some(checksum) = &mut self.checksum {
                            checksum.update(&rest[..written]);
                        }
                        self.length += written as u64;
                        rest = &rest[written..];
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    /// Discards everything after `length`. Blocks.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.length = length;
        self.hash = hash_of(&self.file, length)?;
        Ok(())
    }

    /// From here on the bytes may be acknowledged. Blocks.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// What is known of the bytes, now that they are all there. Blocks.
    pub fn stored(&self) -> io::Result<Stored> {
        let mut head = vec![0; media_type::HEAD.min(usize::try_from(self.length).unwrap_or(media_type::HEAD))];
        self.file.read_exact_at(&mut head, 0)?;
        let hash = ContentHash::from(<[u8; 32]>::from(self.hash.clone().finalize()));
        Ok(Stored { hash, size: self.length, head, modified_at: None })
    }
}

/// However the writing ended, the next request continues from here.
impl Drop for Incoming {
    fn drop(&mut self) {
        let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        if hashes.len() < HELD || hashes.contains_key(&self.id) {
            hashes.insert(self.id, (self.length, self.hash.clone()));
        }
    }
}

fn hash_of(mut file: &File, length: u64) -> io::Result<Sha256> {
    let mut hash = Sha256::new();
    if length == 0 {
        return Ok(hash);
    }
    file.seek(SeekFrom::Start(0))?;
    let mut rest = file.take(length);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match rest.read(&mut buffer) {
            Ok(0) => return Ok(hash),
            Ok(read) => hash.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
