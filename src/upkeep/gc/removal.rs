//! Removing blobs for good. They are condemned first, in such a way that whoever stores the same bytes from then on
//! writes them anew; then their age and the database are looked at once more.
//! See `Directory::condemn` and `Bucket::condemn`.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};

use super::{AT_ONCE, SPARED, Swept};
use crate::{
    Error, Result,
    storage::{bucket::CONDEMNED_FOR, home::Lies},
    upkeep::Upkeep,
};

impl Upkeep {
    /// Few enough at a time that all are done within [`CONDEMNED_FOR`].
    pub(super) async fn remove(&self, some: &[Lies], swept: &mut Swept) -> Result<()> {
        let (home, began) = (self.blobs.home(), self.clock.now());
        let tried: Vec<_> = stream::iter(some.to_vec())
            .map(|lies| async move { (lies, home.condemn(lies.hash, SPARED, self.clock.now().into()).await) })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let (mut condemned, mut outcome) = (Vec::new(), Ok(()));
        for (lies, tried) in tried {
            match tried {
                Ok(true) => condemned.push(lies),
                Ok(false) => swept.spared += 1,
                // The others are not left as they are.
                Err(error) => outcome = Err(error.into()),
            }
        }
        // Only now: a row that is written later finds the bytes that its writer has stored anew.
        let unnamed = self.unnamed(&condemned).await;
        outcome = outcome.and(unnamed.as_ref().map(|_| ()).map_err(Clone::clone));
        let over = (began - self.quarantine()).unix_timestamp();
        // Named and un-named again since it was judged: its time has only begun.
        let is_over =
            |unnamed: &HashMap<_, _>, lies: &Lies| unnamed.get(&lies.hash).is_some_and(|since| *since <= over);
        let is_over = |lies: &Lies| unnamed.as_ref().is_ok_and(|unnamed| is_over(unnamed, lies));
        let mut ends = stream::iter(condemned)
            .map(|lies| (lies, is_over(&lies)))
            .map(|(lies, is_over)| async move {
                let goes = is_over && self.clock.now() - began < CONDEMNED_FOR;
                if !goes {
                    return (lies, false, home.reprieve(lies.hash).await);
                }
                let mut gone = home.remove(lies.hash).await;
                if gone.is_ok() {
                    gone = home.lift(lies.hash).await;
                }
                (lies, true, gone)
            })
            .buffer_unordered(AT_ONCE);
        while let Some((lies, goes, done)) = ends.next().await {
            match done {
                Ok(()) if goes => {
                    swept.removed += 1;
                    swept.bytes += lies.size;
                }
                Ok(()) => swept.spared += 1,
                Err(error) => outcome = outcome.and(Err(Error::from(error))),
            }
        }
        outcome
    }
}
