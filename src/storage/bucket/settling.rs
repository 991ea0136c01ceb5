//! Putting a blob into a bucket.

use std::{io, path::Path as File, time::Duration};

use object_store::{ObjectStoreExt, WriteMultipart, path::Path};
use tokio::io::AsyncReadExt;

use super::Bucket;
use crate::storage::{backend::Settled, blobs::StoreError, content_hash::ContentHash};

/// Larger blobs are uploaded in parts of this size, and this many at the same time.
const PART: usize = 8 * 1024 * 1024;
const PARTS_UNDER_WAY: usize = 3;
/// S3 takes no more than 10,000 parts.
const MOST_PARTS: u64 = 9_000;

/// Bytes that exist and are younger than this need not be written again: the garbage collection spares what is
/// younger than `gc::SPARED`.
const YOUNG: time::Duration = time::Duration::hours(12);

/// How often, a second apart, a writer waits for a garbage collection that is about to remove the blob.
const TRIES: usize = 60;

impl Bucket {
    /// Stores a spooled file under its final name, unless the same bytes exist and will stay. Damaged bytes are
    /// overwritten.
    pub async fn settle(&self, spooled: &File, hash: &ContentHash, size: u64) -> Result<Settled, StoreError> {
        let place = self.place(hash);
        let there = self.look(&place).await?;
        if there.as_ref().is_some_and(|there| there.size == size && self.is_younger(there, YOUNG)) {
            match self.is_sound(hash, size).await {
                Ok(true) => return Ok(Settled::Same),
                Ok(false) => {
                    tracing::error!(%hash, "the stored bytes were damaged; the same file was sent again and takes their place");
                }
                // Unreadable bytes are written again.
                Err(_) => {}
            }
        }
        for _ in 0..TRIES {
            self.put(spooled, &place, size).await?;
            // In this order, and after writing: a garbage collection that comes later sees that the blob is young,
            // and one that came before has either left its announcement or removed the blob.
            if !self.is_condemned(hash).await? && self.holds(hash, size).await? {
                if there.is_some() {
                    self.lift(hash).await?;
                }
                return Ok(Settled::Written);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err(StoreError::Away(format!("blob {hash} does not stay in the store")))
    }

    async fn put(&self, spooled: &File, place: &Path, size: u64) -> Result<(), StoreError> {
        let mut file = tokio::fs::File::open(spooled).await?;
        let length = file.metadata().await?.len();
        if length != size {
            return Err(StoreError::Disk(io::Error::other(format!("{length} bytes were spooled, not {size}"))));
        }
        if size <= PART as u64 {
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
            file.read_to_end(&mut bytes).await?;
            self.store.put(place, bytes.into()).await?;
            return Ok(());
        }
        let part = PART.max(usize::try_from(size / MOST_PARTS).unwrap_or(usize::MAX) + 1);
        let upload = self.store.put_multipart(place).await?;
        let mut parts = WriteMultipart::new_with_chunk_size(upload, part);
        match write_parts(&mut parts, &mut file, part).await {
            Ok(()) => {
                parts.finish().await?;
                Ok(())
            }
            Err(error) => {
                // What stays is invisible, and the store's own rules throw it away (Azure: after a week).
                let _ = parts.abort().await;
                Err(error)
            }
        }
    }
}

async fn write_parts(parts: &mut WriteMultipart, file: &mut tokio::fs::File, part: usize) -> Result<(), StoreError> {
    loop {
        let mut bytes = Vec::with_capacity(part);
        if (&mut *file).take(part as u64).read_to_end(&mut bytes).await? == 0 {
            return Ok(());
        }
        parts.wait_for_capacity(PARTS_UNDER_WAY - 1).await?;
        parts.put(bytes.into());
    }
}
