//! Removing a blob from a bucket, even while somebody may be storing the same bytes.

use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload, path::Path};

use super::Bucket;
use crate::storage::{blobs::StoreError, content_hash::ContentHash};

/// A sweeper that has condemned a blob acts within this time, or not at all.
pub const CONDEMNED_FOR: time::Duration = time::Duration::minutes(5);

impl Bucket {
    fn sentence(&self, hash: &ContentHash) -> Path {
        self.prefix.clone().join("condemned").join(hash.to_string())
    }

    /// Whether a sweeper is at this blob; one that died is not.
    pub(super) async fn is_condemned(&self, hash: &ContentHash) -> Result<bool, StoreError> {
        let sentence = self.look(&self.sentence(hash)).await?;
        Ok(sentence.is_some_and(|sentence| self.is_younger(&sentence, CONDEMNED_FOR * 2)))
    }

    /// Announces that a blob is about to be removed. `false`: it is young, or gone, or another process is removing
    /// it.
    pub async fn condemn(&self, hash: &ContentHash, spared: time::Duration) -> Result<bool, StoreError> {
        let sentence = self.sentence(hash);
        let only_one = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.store.put_opts(&sentence, PutPayload::new(), only_one).await {
            Ok(_) => {}
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                // One that a sweeper left that died.
                if !self.is_condemned(hash).await? {
                    self.reprieve(hash).await?;
                }
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        // After the announcement: a writer that came meanwhile has made the blob young, or waits until the
        // announcement is withdrawn.
        let old = self.look(&self.place(hash)).await?.is_some_and(|there| !self.is_younger(&there, spared));
        if !old {
            self.reprieve(hash).await?;
        }
        Ok(old)
    }

    /// Takes the announcement back.
    pub async fn reprieve(&self, hash: &ContentHash) -> Result<(), StoreError> {
        Ok(self.store.delete(&self.sentence(hash)).await?)
    }

    /// Removes a condemned blob.
    pub async fn remove(&self, hash: &ContentHash) -> Result<(), StoreError> {
        self.store.delete(&self.place(hash)).await?;
        self.reprieve(hash).await
    }
}
