//! The marks of blobs in quarantine: empty files or objects under `quarantine/`, named like the blobs. The age of a
//! mark is the time that the blob has been in quarantine. Marks are copied with the store; a tool that does not
//! preserve file times makes them younger, and so extends the quarantine.

use std::{
    collections::HashMap,
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    time::SystemTime,
};

use futures_util::{TryStreamExt, future};
use object_store::{ObjectStoreExt, PutPayload};

use crate::{
    Result,
    storage::{
        backend::{Backend, blocking, shards},
        blobs::StoreError,
        bucket::Bucket,
        content_hash::ContentHash,
        directory::{Directory, gone, sync_directory},
        spool::private_directories,
    },
};

/// What the folder of the marks is called.
pub const QUARANTINE: &str = "quarantine";

impl Backend {
    /// All that is in quarantine, and since when, in seconds since 1970.
    pub async fn marks(&self) -> Result<HashMap<ContentHash, i64>> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                Ok(blocking(move || directory.marks()).await?)
            }
            Self::Bucket(bucket) => {
                let marks = bucket.list_in(QUARANTINE).try_filter_map(|(path, _, marked_at)| {
                    let hash = path.strip_prefix("quarantine/").and_then(ContentHash::at_place);
                    future::ready(Ok(hash.map(|hash| (hash, marked_at))))
                });
                marks.try_collect().await
            }
        }
    }

    /// Puts a blob into quarantine.
    pub async fn mark(&self, hash: ContentHash, now: SystemTime) -> Result<(), StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.mark(&hash, now)).await
            }
            Self::Bucket(bucket) => bucket.mark(&hash).await,
        }
    }

    /// Takes a blob out of quarantine.
    pub async fn lift(&self, hash: ContentHash) -> Result<(), StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.lift(&hash)).await
            }
            Self::Bucket(bucket) => bucket.lift(&hash).await,
        }
    }
}

fn place(hash: &ContentHash) -> String {
    format!("{QUARANTINE}/{}", hash.place())
}

impl Directory {
    fn marks(&self) -> io::Result<HashMap<ContentHash, i64>> {
        let mut marks = HashMap::new();
        for shard in shards() {
            let entries = match fs::read_dir(self.root().join(QUARANTINE).join(&shard)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                let place = format!("{shard}/{}", entry.file_name().to_string_lossy());
                match (ContentHash::at_place(&place), entry.metadata()) {
                    (Some(hash), Ok(mark)) => _ = marks.insert(hash, mark.mtime()),
                    // Somebody has just lifted it.
                    (_, Err(error)) if error.kind() == io::ErrorKind::NotFound => {}
                    (_, facts) => _ = facts?,
                }
            }
        }
        Ok(marks)
    }

    fn mark(&self, hash: &ContentHash, now: SystemTime) -> io::Result<()> {
        let mark = self.root().join(place(hash));
        private_directories().create(mark.parent().unwrap_or(self.root()))?;
        File::create(mark)?.set_modified(now)
    }

    /// Also where there is no mark.
    pub fn lift(&self, hash: &ContentHash) -> io::Result<()> {
        let mark = self.root().join(place(hash));
        match fs::remove_file(&mark) {
            // An old mark that came back after a crash would shorten the next quarantine.
            Ok(()) => sync_directory(mark.parent().unwrap_or(self.root())),
            removed => gone(removed),
        }
    }
}

impl Bucket {
    async fn mark(&self, hash: &ContentHash) -> Result<(), StoreError> {
        self.store.put(&self.at(&place(hash)), PutPayload::new()).await?;
        Ok(())
    }

    /// Also where there is no mark.
    pub async fn lift(&self, hash: &ContentHash) -> Result<(), StoreError> {
        match self.store.delete(&self.at(&place(hash))).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
