//! Reading blobs: open files and small blobs in memory for the next reader, and the verification of their hashes.

use std::{
    fs::File,
    io::{self, Seek},
    sync::Arc,
};

use bytes::Bytes;
use rustix::io::Errno;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::{Blobs, StoreError};
use crate::{
    Error, Result,
    storage::{
        backend::Backend, blob::Blob, content_hash::ContentHash, errors::Operation, fetch::Remote, stored::lost,
    },
};

impl Blobs {
    /// The bytes as a file of this machine: the blob itself, or an unnamed temporary copy of it. For callers that
    /// need a file descriptor.
    ///
    /// # Errors
    /// As [`Self::read`]; also `Full` and `Unavailable` when it has to be fetched.
    pub async fn as_file(&self, hash: ContentHash, size: u64) -> Result<File> {
        self.withheld.check(&hash)?;
        let bucket = match &self.backend {
            Backend::Directory(directory) => {
                let directory = directory.clone();
                let opened =
                    tokio::task::spawn_blocking(move || directory.read(&hash)).await.map_err(Error::internal)?;
                return self.errors.note(Operation::Read, opened).map_err(|error| unreadable(hash, size, &error));
            }
            Backend::Bucket(bucket) => bucket.clone(),
        };
        let (file, spooled) = self.spool.create().map_err(StoreError::from)?;
        drop(spooled);
        let (mut file, mut sum) = (tokio::fs::File::from_std(file), Sha256::new());
        let mut fetch = Remote { bucket, hash, size, errors: self.errors.clone() }.fetch(0..size);
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
            self.errors.count(Operation::Read);
            return Err(lost(format!("blob {hash} is damaged")));
        }
        let mut file = file.into_std().await;
        file.rewind().map_err(Error::internal)?;
        Ok(file)
    }

    /// Opens a blob for reading.
    ///
    /// # Errors
    /// When the bytes are missing or do not match their name: the operator has lost data. For larger blobs a mismatch
    /// is found only when all of it has been read. `Forbidden` for what is withheld.
    pub async fn read(&self, hash: ContentHash, size: u64) -> Result<Arc<Blob>> {
        self.withheld.check(&hash)?;
        let cache = match size {
            size if size <= Blob::IN_MEMORY => Some(&self.in_memory),
            size if size <= Blob::SHARED_FILE => Some(&self.open_files),
            // The kernel reads ahead for each open file: readers at different ends of a large one would spoil it.
            _ => None,
        };
        if let Some(cache) = cache
            && let Some(blob) = cache.get(&hash).await
            // Another copy of the program may have put a good one in its place.
            && !blob.is_known_to_be_damaged()
        {
            return Ok(blob);
        }
        let blob = self.read_apart(hash, size).await?;
        let is_sound = |bytes: &Bytes| self.checks.is_sound(hash, <[u8; 32]>::from(Sha256::digest(bytes)).into());
        if !blob.in_memory().is_none_or(is_sound) || blob.is_known_to_be_damaged() {
            self.errors.count(Operation::Read);
            return Err(lost(format!("blob {hash} is damaged")));
        }
        if let Some(cache) = cache
            && blob.remote().is_none()
        {
            cache.insert(hash, Arc::clone(&blob)).await;
        }
        Ok(blob)
    }

    /// As [`Self::read`], directly from the store: nothing is cached for the next reader, and nothing is evicted for
    /// it. For the program itself, which also looks at what is withheld; nothing of it goes to a person.
    pub(crate) async fn read_apart(&self, hash: ContentHash, size: u64) -> Result<Arc<Blob>> {
        let blob = match &self.backend {
            Backend::Directory(directory) => {
                let directory = directory.clone();
                let opened = tokio::task::spawn_blocking(move || Blob::of(directory.read(&hash)?, size)).await;
                let opened = opened.map_err(|error| Error::internal(format!("opening blob {hash}: {error}")))?;
                self.errors.note(Operation::Read, opened).map_err(|error| unreadable(hash, size, &error))?
            }
            Backend::Bucket(bucket) if size <= Blob::IN_MEMORY => {
                Blob::of_bytes(self.errors.note(Operation::Read, bucket.whole(hash, size).await)?)
            }
            // Asked for when it is known which part is wanted.
            Backend::Bucket(bucket) => {
                Blob::of_remote(Remote { bucket: bucket.clone(), hash, size, errors: self.errors.clone() })
            }
        };
        Ok(Arc::new(blob.to_be_checked(&self.checks, hash)))
    }
}

fn unreadable(hash: ContentHash, size: u64, error: &io::Error) -> Error {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::MFILE | Errno::NFILE) => Error::unavailable(format!("opening blob {hash}: {error}")),
        _ => lost(format!("blob {hash} of {size} bytes cannot be read: {error}")),
    }
}
