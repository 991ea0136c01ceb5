//! The marks of what is in quarantine: empty files or objects under `quarantine/`, named as the blobs are. How old a
//! mark is says how long the blob has been there. The marks go along with every copy of the store; a tool that does
//! not keep the times of files makes them younger, and so the quarantine longer.

use std::{
    fs::{self, File},
    io,
    time::SystemTime,
};

use futures_util::{StreamExt, TryStreamExt, future, stream, stream::BoxStream};
use object_store::{ObjectStoreExt, PutPayload};

use crate::{
    Error, Result,
    documents::bytes::{
        blobs::StoreError,
        bucket::Bucket,
        content_hash::ContentHash,
        directory::{Directory, gone},
        home::{Home, TOGETHER, blocking, shards},
        spool::private_directories,
    },
};

/// What the folder of the marks is called.
pub const QUARANTINE: &str = "quarantine";

impl Home {
    /// Since when the blob is in quarantine, in seconds since 1970; `None`: it is not.
    pub async fn marked_at(&self, hash: ContentHash) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.marked_at(&hash)).await
            }
            Self::Bucket(bucket) => {
                let mark = bucket.look(&bucket.at(&place(&hash))).await?;
                Ok(mark.map(|mark| mark.last_modified.timestamp()))
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

    /// All that is in quarantine.
    pub fn marks(&self) -> BoxStream<'_, Result<Vec<ContentHash>>> {
        match self {
            Self::Directory(directory) => stream::iter(shards())
                .then(move |shard| {
                    let directory = directory.clone();
                    async move { blocking(move || directory.marks_in(&shard)).await.map_err(Error::from) }
                })
                .boxed(),
            Self::Bucket(bucket) => {
                let marks = bucket.list_in(QUARANTINE).try_filter_map(|(path, ..)| {
                    let hash = path.strip_prefix("quarantine/").and_then(ContentHash::at_place);
                    future::ready(Ok(hash))
                });
                marks.try_chunks(TOGETHER).map_err(|error| error.1).boxed()
            }
        }
    }
}

fn place(hash: &ContentHash) -> String {
    format!("{QUARANTINE}/{}", hash.place())
}

impl Directory {
    fn marked_at(&self, hash: &ContentHash) -> io::Result<Option<i64>> {
        use std::os::unix::fs::MetadataExt;
        match fs::symlink_metadata(self.root().join(place(hash))) {
            Ok(mark) => Ok(Some(mark.mtime())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn mark(&self, hash: &ContentHash, now: SystemTime) -> io::Result<()> {
        let mark = self.root().join(place(hash));
        private_directories().create(mark.parent().unwrap_or(self.root()))?;
        File::create(mark)?.set_modified(now)
    }

    /// Also where there is no mark.
    pub fn lift(&self, hash: &ContentHash) -> io::Result<()> {
        gone(fs::remove_file(self.root().join(place(hash))))
    }

    fn marks_in(&self, shard: &str) -> io::Result<Vec<ContentHash>> {
        let folder = self.root().join(QUARANTINE).join(shard);
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let names: io::Result<Vec<String>> = names.collect();
        Ok(names?.iter().filter_map(|name| ContentHash::at_place(&format!("{shard}/{name}"))).collect())
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
