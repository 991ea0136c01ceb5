//! The two kinds of storage for blobs, and all operations but reading.

use std::{io, path::Path, sync::Arc, time::SystemTime};

use futures_util::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use time::Duration;
use uuid::Uuid;

use crate::{
    Error, Result,
    clock::SharedClock,
    storage::{
        blobs::StoreError, bucket::Bucket, content_hash::ContentHash, directory::Directory, quarantine::QUARANTINE,
    },
};

/// What the store's id is called in it.
pub const ID: &str = "store-id";

/// How many are listed, and looked up in the database, at a time.
pub const TOGETHER: usize = 1000;

/// The folders that blobs are sharded into: `00` to `ff`.
pub fn shards() -> impl Iterator<Item = String> + Send {
    (0..=u8::MAX).map(|number| hex::encode([number]))
}

/// A directory of this machine, or a bucket elsewhere.
#[derive(Clone)]
pub enum Backend {
    Directory(Arc<Directory>),
    Bucket(Arc<Bucket>),
}

/// An entry of a backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// By its name a blob.
    Blob(StoredBlob),
    /// Nothing that was put there by us: its path.
    Foreign(String),
}

/// How a blob came to be where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The same bytes were there.
    Same,
    /// It was written, possibly replacing damaged bytes.
    Written,
}

/// A blob as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredBlob {
    pub hash: ContentHash,
    pub size: u64,
    /// In seconds since 1970.
    pub written_at: i64,
}

impl Entry {
    /// What a path below the home means; `plain` is whether it is a plain file.
    pub fn at(path: String, plain: bool, size: u64, written_at: i64) -> Self {
        match ContentHash::at_place(&path).filter(|_| plain) {
            Some(hash) => Self::Blob(StoredBlob { hash, size, written_at }),
            None => Self::Foreign(path),
        }
    }
}

impl Backend {
    /// The id of the store; `None`: it has none yet.
    ///
    /// # Errors
    /// [`StoreError::Away`] or [`StoreError::Disk`] when the store cannot be used.
    pub async fn id(&self) -> Result<Option<Uuid>, StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.is_usable().and_then(|()| directory.id())).await
            }
            Self::Bucket(bucket) => bucket.id().await,
        }
    }

    /// Gives the store an id, in place of the one before or only if it has none. `scratch` is any new id.
    pub async fn set_id(&self, id: Uuid, replace: bool, scratch: Uuid) -> Result<(), StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.set_id(id, replace, scratch)).await
            }
            Self::Bucket(bucket) => bucket.set_id(id, replace).await,
        }
    }

    /// Whether the bytes are there in their full length.
    pub async fn holds(&self, hash: ContentHash, size: u64) -> Result<bool, StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || Ok(directory.holds(&hash, size))).await
            }
            Self::Bucket(bucket) => bucket.holds(&hash, size).await,
        }
    }

    /// Whether there is any blob at all.
    pub async fn has_blobs(&self) -> Result<bool> {
        let mut entries = self.entries();
        while let Some(some) = entries.try_next().await? {
            if some.iter().any(|one| matches!(one, Entry::Blob(_))) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Puts a spooled file under its name for good.
    pub async fn settle(
        &self,
        spooled: &Path,
        hash: ContentHash,
        size: u64,
        clock: &SharedClock,
    ) -> Result<Settled, StoreError> {
        match self {
            Self::Directory(directory) => {
                let (directory, spooled, now) = (directory.clone(), spooled.to_owned(), clock.now().into());
                blocking(move || directory.settle(&spooled, &hash, size, now)).await
            }
            Self::Bucket(bucket) => {
                let settled = bucket.settle(spooled, &hash, size).await?;
                tokio::fs::remove_file(spooled).await?;
                Ok(settled)
            }
        }
    }

    /// All entries, in batches, in no particular order.
    pub fn entries(&self) -> BoxStream<'_, Result<Vec<Entry>>> {
        match self {
            Self::Directory(directory) => {
                let folders = shards().map(Some).chain([None]);
                let in_folder = move |shard: Option<String>| {
                    let directory = directory.clone();
                    async move { blocking(move || directory.entries_in(shard.as_deref())).await.map_err(Error::internal) }
                };
                stream::iter(folders).then(in_folder).boxed()
            }
            Self::Bucket(bucket) => {
                let of_ours = |path: &str| {
                    path == ID || path.starts_with("condemned/") || path.starts_with(&format!("{QUARANTINE}/"))
                };
                let entries = bucket.list().try_filter_map(move |(path, size, written_at)| {
                    std::future::ready(Ok((!of_ours(&path)).then(|| Entry::at(path, true, size, written_at))))
                });
                entries.try_chunks(TOGETHER).map_err(|error| error.1).boxed()
            }
        }
    }

    /// Sets a blob aside that has not been written for some time. While it is condemned, a writer that settles the
    /// same bytes is either noticed here or writes them again. `false`: it is younger, or gone, or another process is
    /// removing it.
    pub async fn condemn(&self, hash: ContentHash, spared: Duration, now: SystemTime) -> Result<bool, StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.condemn(&hash, spared.unsigned_abs(), now)).await
            }
            Self::Bucket(bucket) => bucket.condemn(&hash, spared).await,
        }
    }

    /// Puts a condemned blob back.
    pub async fn reprieve(&self, hash: ContentHash) -> Result<(), StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.reprieve(&hash)).await
            }
            Self::Bucket(bucket) => bucket.reprieve(&hash).await,
        }
    }

    /// Removes a condemned blob for good.
    pub async fn remove(&self, hash: ContentHash) -> Result<(), StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.remove(&hash)).await
            }
            Self::Bucket(bucket) => bucket.remove(&hash).await,
        }
    }
}

pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(io::Error::other)??)
}
