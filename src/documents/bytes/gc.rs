//! `latchkey gc`: removes the bytes that no version names any more.
//!
//! The rule: a blob goes when no version names it, and nobody has stored its bytes for [`SPARED`]. Bytes are in the
//! store before the row that names them is written, so what is young may belong to somebody who is on the way;
//! storing bytes that are there already makes them young again. A version in the trash names its bytes.
//!
//! What if somebody stores the same bytes in the very moment in which they are removed? A blob is condemned first,
//! in such a way that whoever stores its bytes from then on writes them anew, and its age and the database are looked
//! at once more after that. See [`super::directory::Directory::condemn`] and [`super::bucket::Bucket::condemn`].

use time::Duration;

use crate::{
    Error, Result,
    documents::{
        bytes::{
            bucket::CONDEMNED_FOR,
            content_hash::ContentHash,
            home::{Lies, Lying},
        },
        service::Documents,
        store,
    },
};

/// What is younger stays, whoever names it.
pub const SPARED: Duration = Duration::hours(24);

/// How many are looked at, and condemned, together.
const TOGETHER: usize = 100;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sweep {
    /// Only say what would be removed.
    Look,
    Remove,
    /// Also when no version names any blob of the store.
    RemoveEvenAll,
}

/// What was done, or would be.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    pub removed: u64,
    pub bytes: u64,
    /// Not named either, but too young, or stored again just now.
    pub spared: u64,
    /// Named by a version.
    pub kept: u64,
}

impl Documents {
    /// Removes the blobs that nothing names and that are older than [`SPARED`].
    ///
    /// # Errors
    /// `Conflict` when no blob at all is named: then this is most likely another store's database.
    pub async fn sweep(&self, sweep: Sweep, progress: &mut impl FnMut(u64, u64)) -> Result<Swept> {
        self.fit_store().await?;
        let home = self.blobs.home();
        let mut swept = Swept::default();
        let mut old = Vec::new();
        let lying: Vec<Lies> = home.lying().await?.iter().filter_map(blob).collect();
        for some in lying.chunks(TOGETHER) {
            let unnamed = self.unnamed(some.iter().map(|lies| lies.hash).collect()).await?;
            let now = self.clock.now().unix_timestamp();
            swept.kept += (some.len() - unnamed.len()) as u64;
            for lies in some.iter().filter(|lies| unnamed.contains(&lies.hash)) {
                if now - lies.written_at < SPARED.whole_seconds() {
                    swept.spared += 1;
                } else {
                    old.push(*lies);
                }
            }
        }
        if sweep == Sweep::Remove && swept.kept == 0 && !old.is_empty() {
            let log = "the database names none of the blobs in the store, so nothing was removed. Are STORAGE_URL (or \
                       DATA_DIR) and DATABASE_URL a pair? If so, and every document is gone: --even-all";
            return Err(Error::conflict("The store and the database do not belong together.", log));
        }
        let all = old.len() as u64;
        for some in old.chunks(TOGETHER) {
            if sweep == Sweep::Look {
                swept.removed += some.len() as u64;
                swept.bytes += some.iter().map(|lies| lies.size).sum::<u64>();
            } else {
                self.remove(some, &mut swept).await?;
            }
            progress(swept.removed, all);
        }
        Ok(swept)
    }

    async fn remove(&self, some: &[Lies], swept: &mut Swept) -> Result<()> {
        let home = self.blobs.home();
        let began = self.clock.now();
        let (mut condemned, mut outcome) = (Vec::new(), Ok(()));
        for lies in some {
            match home.condemn(lies.hash, SPARED, self.clock.now().into()).await {
                Ok(true) => condemned.push(lies),
                Ok(false) => swept.spared += 1,
                Err(error) => {
                    // Those before it are not left as they are.
                    outcome = Err(error.into());
                    break;
                }
            }
        }
        // Only now: a row that is written later finds the bytes that its writer has stored anew.
        let unnamed = self.unnamed(condemned.iter().map(|lies| lies.hash).collect()).await;
        outcome = outcome.and(unnamed.as_ref().map(|_| ()).map_err(Clone::clone));
        for lies in condemned {
            let in_time = self.clock.now() - began < CONDEMNED_FOR;
            let goes = in_time && unnamed.as_ref().is_ok_and(|unnamed| unnamed.contains(&lies.hash));
            let done = if goes { home.remove(lies.hash).await } else { home.reprieve(lies.hash).await };
            match done {
                Ok(()) if goes => {
                    swept.removed += 1;
                    swept.bytes += lies.size;
                }
                Ok(()) => swept.spared += 1,
                // The others are put back first.
                Err(error) => outcome = outcome.and(Err(error.into())),
            }
        }
        outcome
    }

    async fn unnamed(&self, hashes: Vec<ContentHash>) -> Result<Vec<ContentHash>> {
        store::unnamed(&self.database, &hashes).await
    }
}

fn blob(lying: &Lying) -> Option<Lies> {
    match lying {
        Lying::Blob(lies) => Some(*lies),
        Lying::Foreign(_) => None,
    }
}
