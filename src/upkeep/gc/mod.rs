//! `latchkey gc`: removes blobs that no version refers to any more, after a quarantine.
//!
//! Unreferenced blobs are marked in the store, and removed when the mark is as old as the quarantine. A marked blob
//! stays in place: it can be read, and a new reference (an upload of equal bytes, a restored database) finds it
//! there. The quarantine starts again when the bytes are stored again, when a version that referred to them is
//! removed (the table `unnamed_blobs`), and when the mark is lifted. So a dump of the database can be restored onto
//! the store for as long as the quarantine lasts, whatever was purged and collected since: the blobs of the dump lost
//! their last reference after it.
//!
//! Bytes are stored before the row that refers to them is written, so a blob younger than [`SPARED`] may belong to an
//! upload under way. A version in the trash refers to its bytes.
//!
//! What if somebody stores the same bytes at the very moment when they are removed? See `removal.rs`.
//!
//! The store is listed twice, a folder or a thousand names at a time: to check that a plausible share would be
//! removed, and to act. Only the marks are held in memory, some 60 bytes each.

mod removal;
mod swept;

use std::collections::HashMap;

use futures_util::{StreamExt, TryStreamExt, stream};
use time::{Duration, OffsetDateTime};

pub use self::swept::Swept;
use crate::{
    Error, Result,
    storage::{
        backend::{Entry, StoredBlob},
        content_hash::ContentHash,
    },
    upkeep::{Upkeep, store},
};

/// Younger blobs are kept, referenced or not.
pub const SPARED: Duration = Duration::hours(24);

/// How many are condemned together.
const TOGETHER: usize = 100;

/// How many questions the store gets at once.
const AT_ONCE: usize = 8;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sweep {
    /// Only say what would be done.
    Look,
    Remove,
    /// Continue up to this number, even if so many would be removed that something seems wrong.
    RemoveUpTo(u64),
}

/// Since when blobs are in quarantine, in seconds since 1970.
type Marks = HashMap<ContentHash, i64>;

impl Upkeep {
    /// How long bytes that nothing names are kept.
    pub fn quarantine(&self) -> Duration {
        self.blobs.quarantine()
    }

    /// Puts the blobs that nothing names into quarantine, and removes those whose quarantine is over.
    ///
    /// # Errors
    /// `Conflict` when the store is another database's, and when an implausible share of the blobs would go;
    /// `Unavailable` when the store or the database is away, and when this machine's clock is wrong.
    pub async fn sweep(&self, sweep: Sweep, progress: &mut impl FnMut(u64, u64)) -> Result<Swept> {
        self.fit_store().await?;
        let now = self.database.may_delete_by_time().await?;
        let plan = self.pass(None, progress).await?;
        if sweep == Sweep::Look {
            return Ok(plan);
        }
        let allowed = if let Sweep::RemoveUpTo(number) = sweep { number } else { 0 };
        if let Some(doubt) = plan.doubt(allowed) {
            return Err(Error::conflict(
                "An implausible share of the blobs would go.",
                format!("nothing was done: {doubt}"),
            ));
        }
        let swept = self.pass(Some(plan.all()), progress).await?;
        store::forget_unnamed(&self.database, now - self.quarantine()).await?;
        Ok(swept)
    }

    /// Takes everything out of quarantine, and gives how many blobs that were. What is not named by the next sweep
    /// goes there again, for the whole time.
    ///
    /// # Errors
    /// `Conflict` when the store is another database's; `Unavailable` when it is away.
    pub async fn take_back(&self) -> Result<usize> {
        self.fit_store().await?;
        let marks = self.blobs.backend().marks().await?;
        let count = marks.len();
        self.lift_all(marks).await?;
        Ok(count)
    }

    async fn lift_all(&self, marks: Marks) -> Result<()> {
        let backend = self.blobs.backend();
        let lifted = stream::iter(marks.into_keys()).map(|hash| backend.lift(hash)).buffer_unordered(AT_ONCE);
        Ok(lifted.try_collect().await?)
    }

    /// Looks at every blob; with `acting_on` it also removes up to this many.
    async fn pass(&self, acting_on: Option<u64>, progress: &mut impl FnMut(u64, u64)) -> Result<Swept> {
        let (backend, mut swept, mut looked) = (self.blobs.backend(), Swept::default(), 0);
        let mut marks = backend.marks().await?;
        let mut entries = backend.entries();
        while let Some(some) = entries.try_next().await? {
            let some: Vec<StoredBlob> = some.iter().filter_map(blob).collect();
            if some.is_empty() {
                continue;
            }
            let (fresh, due) = self.judge(&some, &mut marks, &mut swept).await?;
            let bytes_of = |some: &[StoredBlob]| some.iter().map(|blob| blob.size).sum::<u64>();
            if acting_on.is_some() {
                let marked = stream::iter(fresh.clone()).map(|blob| backend.mark(blob.hash, self.clock.now().into()));
                marked.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
                for some in due.chunks(TOGETHER) {
                    self.remove(some, &mut swept).await?;
                }
            } else {
                swept.removed += due.len() as u64;
                swept.bytes += bytes_of(&due);
            }
            swept.quarantined += fresh.len() as u64;
            swept.quarantined_bytes += bytes_of(&fresh);
            looked += some.len() as u64;
            progress(looked, acting_on.unwrap_or_default());
        }
        if acting_on.is_some() {
            // Marks of referenced or newly stored blobs, and of those that an interrupted run has removed.
            self.lift_all(marks).await?;
        }
        Ok(swept)
    }

    /// Those of the blobs that belong into quarantine, and those whose time there is over. The others are counted. A
    /// mark that is still needed is taken out of `marks`.
    async fn judge(
        &self,
        some: &[StoredBlob],
        marks: &mut Marks,
        swept: &mut Swept,
    ) -> Result<(Vec<StoredBlob>, Vec<StoredBlob>)> {
        let unnamed = self.unnamed(some).await?;
        let (now, mut fresh, mut due) = (self.clock.now().unix_timestamp(), Vec::new(), Vec::new());
        for blob in some {
            let Some(since) = unnamed.get(&blob.hash) else {
                swept.kept += 1;
                continue;
            };
            if now - blob.written_at < SPARED.whole_seconds() {
                swept.spared += 1;
                continue;
            }
            match marks.remove(&blob.hash) {
                None => fresh.push(*blob),
                Some(at) if now - at.max(*since).max(blob.written_at) < self.quarantine().whole_seconds() => {
                    swept.waiting += 1;
                }
                Some(_) => due.push(*blob),
            }
        }
        Ok((fresh, due))
    }

    /// Those that nothing names, and when the last version that did was removed (in seconds since 1970; 0: not known).
    async fn unnamed(&self, some: &[StoredBlob]) -> Result<HashMap<ContentHash, i64>> {
        let hashes: Vec<ContentHash> = some.iter().map(|blob| blob.hash).collect();
        let unnamed = store::unnamed(&self.database, &hashes).await?;
        Ok(unnamed.into_iter().map(|(hash, since)| (hash, since.map_or(0, OffsetDateTime::unix_timestamp))).collect())
    }
}

fn blob(entry: &Entry) -> Option<StoredBlob> {
    match entry {
        Entry::Blob(blob) => Some(*blob),
        Entry::Foreign(_) => None,
    }
}
