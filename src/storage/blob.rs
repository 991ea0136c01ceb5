//! One stored blob, open for reading. It never changes, so any number of readers share it.

use std::{
    fs::File,
    io::{self, Read},
    os::unix::fs::{FileExt, MetadataExt},
    sync::Arc,
};

use bytes::Bytes;
use tokio::runtime::Handle;

use crate::storage::{
    checks::{Check, Checks, Stamp},
    content_hash::ContentHash,
    fetch::Remote,
};

/// The bytes of one version: in memory when small, else an open file or an object in a store.
pub struct Blob {
    length: u64,
    source: Source,
    /// Only for blobs that are not held in memory.
    check: Option<Check>,
}

enum Source {
    Memory(Bytes),
    File(File),
    Remote(Remote),
}

/// How a read that must not wait went.
pub enum Instant {
    /// So many bytes were at hand; at least one.
    Read(usize),
    /// The bytes are still on the disk: ask a thread that may wait.
    WouldWait,
}

impl Blob {
    /// Up to here the bytes are held in memory.
    pub const IN_MEMORY: u64 = 128 * 1024;
    /// Up to here readers share one open file.
    pub const SHARED_FILE: u64 = 8 * 1024 * 1024;

    /// Takes an open file over. Blocks, for a small one until it is read.
    ///
    /// # Errors
    /// When it is no plain file, or its length is not `expected`.
    pub fn of(file: File, expected: u64) -> io::Result<Self> {
        let facts = file.metadata()?;
        if !facts.is_file() {
            return Err(io::Error::other("not a plain file"));
        }
        if facts.len() != expected {
            return Err(io::Error::other(format!("it is {} bytes long", facts.len())));
        }
        let source = if expected <= Self::IN_MEMORY {
            let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
            (&file).take(expected).read_to_end(&mut bytes)?;
            if bytes.len() as u64 != expected {
                return Err(shorter());
            }
            Source::Memory(bytes.into())
        } else {
            Source::File(file)
        };
        Ok(Self { length: expected, source, check: None })
    }

    /// Bytes that are at hand.
    pub fn of_bytes(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, source: Source::Memory(bytes), check: None }
    }

    /// An object in a store; nothing is requested yet.
    pub fn of_remote(remote: Remote) -> Self {
        Self { length: remote.size, source: Source::Remote(remote), check: None }
    }

    /// The same, to be verified by the next reader who reads all of it.
    pub fn to_be_checked(mut self, checks: &Arc<Checks>, hash: ContentHash) -> Self {
        self.check = self.in_memory().is_none().then(|| Check { checks: checks.clone(), hash });
        self
    }

    /// What has to be verified, unless the current bytes were verified recently.
    pub fn check_due(&self) -> Option<(&Check, Stamp)> {
        let (check, stamp) = (self.check.as_ref()?, self.stamp()?);
        check.is_due(stamp).then_some((check, stamp))
    }

    /// Whether a complete read has shown that the bytes do not match the blob's name.
    pub fn is_known_to_be_damaged(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.is_damaged(|| self.stamp()))
    }

    fn stamp(&self) -> Option<Stamp> {
        match &self.source {
            Source::File(file) => file.metadata().map(|facts| (facts.ino(), facts.ctime(), facts.ctime_nsec())).ok(),
            Source::Memory(_) | Source::Remote(_) => Some(Stamp::default()),
        }
    }

    pub fn check(&self) -> Option<&Check> {
        self.check.as_ref()
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes, where they are in memory.
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Memory(bytes) => Some(bytes),
            Source::File(_) | Source::Remote(_) => None,
        }
    }

    /// The object, where the bytes are in an object store.
    pub fn remote(&self) -> Option<&Remote> {
        match &self.source {
            Source::Remote(remote) => Some(remote),
            Source::Memory(_) | Source::File(_) => None,
        }
    }

    /// Reads what the page cache has, without waiting for the disk (`RWF_NOWAIT`).
    ///
    /// # Errors
    /// When the file has become shorter, or the disk fails.
    #[cfg(target_os = "linux")]
    pub fn read_at_once(&self, buffer: &mut [u8], at: u64) -> io::Result<Instant> {
        use rustix::io::{Errno, ReadWriteFlags, preadv2};

        let Source::File(file) = &self.source else { return Ok(Instant::WouldWait) };
        match preadv2(file, &mut [io::IoSliceMut::new(buffer)], at, ReadWriteFlags::NOWAIT) {
            Ok(0) => Err(shorter()),
            Ok(read) => Ok(Instant::Read(read)),
            // Not cached; or a file system or kernel that cannot promise not to wait.
            Err(Errno::AGAIN | Errno::INTR | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => Ok(Instant::WouldWait),
            Err(error) => Err(error.into()),
        }
    }

    /// Elsewhere no read can promise not to wait.
    #[cfg(not(target_os = "linux"))]
    pub fn read_at_once(&self, _: &mut [u8], _: u64) -> io::Result<Instant> {
        Ok(Instant::WouldWait)
    }

    /// Fills the buffer, waiting for the disk or the store if need be. Blocks: call it from a blocking thread.
    ///
    /// # Errors
    /// When the file has become shorter, or the disk or the store fails.
    pub fn read_waiting(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        match &self.source {
            Source::File(file) => file.read_exact_at(buffer, at),
            Source::Memory(bytes) => {
                let start = usize::try_from(at).map_err(|_| shorter())?;
                let end = start.checked_add(buffer.len()).ok_or_else(shorter)?;
                buffer.copy_from_slice(bytes.get(start..end).ok_or_else(shorter)?);
                Ok(())
            }
            Source::Remote(remote) => {
                let mut fetch = remote.fetch(at..at + buffer.len() as u64);
                let mut rest = buffer;
                let runtime = Handle::try_current().map_err(io::Error::other)?;
                runtime.block_on(async {
                    while !rest.is_empty() {
                        let piece = fetch.next(rest.len()).await.map_err(io::Error::other)?;
                        let (filled, after) = std::mem::take(&mut rest).split_at_mut(piece.len());
                        filled.copy_from_slice(&piece);
                        rest = after;
                    }
                    Ok(())
                })
            }
        }
    }
}

fn shorter() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the file has become shorter than its row says")
}
