//! Removing blobs for good. They are condemned first, in such a way that writers of the same bytes store them again
//! from then on; then their age and the database are checked once more.
//! See `Directory::condemn` and `Bucket::condemn`.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};

use super::{AT_ONCE, SPARED, Swept};
use crate::{
    Error, Result,
    storage::{backend::StoredBlob, bucket::CONDEMNED_FOR},
    upkeep::Upkeep,
};

impl Upkeep {
    /// Few enough at a time that all are done within [`CONDEMNED_FOR`].
    pub(super) async fn remove(&self, some: &[StoredBlob], swept: &mut Swept) -> Result<()> {
        let (backend, began) = (self.blobs.backend(), self.clock.now());
        let tried: Vec<_> = stream::iter(some.to_vec())
            .map(|blob| async move { (blob, backend.condemn(blob.hash, SPARED, self.clock.now().into()).await) })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let (mut condemned, mut outcome) = (Vec::new(), Ok(()));
        for (blob, tried) in tried {
            match tried {
                Ok(true) => condemned.push(blob),
                Ok(false) => swept.spared += 1,
                // The others are not left as they are.
                Err(error) => outcome = Err(error.into()),
            }
        }
        // Only now: the writer of any later row has stored the bytes again.
        let unnamed = self.unnamed(&condemned).await;
        outcome = outcome.and(unnamed.as_ref().map(|_| ()).map_err(Clone::clone));
        let over = (began - self.quarantine()).unix_timestamp();
        // Named and un-named again since it was judged: its time has only begun.
        let is_over =
            |unnamed: &HashMap<_, _>, blob: &StoredBlob| unnamed.get(&blob.hash).is_some_and(|since| *since <= over);
        let is_over = |blob: &StoredBlob| unnamed.as_ref().is_ok_and(|unnamed| is_over(unnamed, blob));
        let mut ends = stream::iter(condemned)
            .map(|blob| (blob, is_over(&blob)))
            .map(|(blob, is_over)| async move {
                let goes = is_over && self.clock.now() - began < CONDEMNED_FOR;
                if !goes {
                    return (blob, false, backend.reprieve(blob.hash).await);
                }
                let mut gone = backend.remove(blob.hash).await;
                if gone.is_ok() {
                    gone = backend.lift(blob.hash).await;
                }
                (blob, true, gone)
            })
            .buffer_unordered(AT_ONCE);
        while let Some((blob, goes, done)) = ends.next().await {
            match done {
                Ok(()) if goes => {
                    swept.removed += 1;
                    swept.bytes += blob.size;
                }
                Ok(()) => swept.spared += 1,
                Err(error) => outcome = outcome.and(Err(Error::from(error))),
            }
        }
        outcome
    }
}
