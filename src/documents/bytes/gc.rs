//! `latchkey gc`: removes the bytes that no version names any more, after a quarantine.
//!
//! Bytes that nothing names are marked in the store, and go when the mark is as old as the quarantine. What is marked
//! stays where it is: it can be read, and whatever names it again (an upload of equal bytes, a restored database)
//! finds it there. The time begins anew when the bytes are stored again, when a version that named them is removed
//! (the table `unnamed_blobs`), and when the mark is lifted. So a dump of the database can be restored onto the store
//! as long as the quarantine is, whatever was purged and swept since: what the dump names was un-named later than it.
//!
//! Bytes are in the store before the row that names them is written, so what is younger than [`SPARED`] may belong to
//! somebody who is on the way. A version in the trash names its bytes.
//!
//! What if somebody stores the same bytes in the very moment in which they are removed? A blob is condemned first,
//! in such a way that whoever stores its bytes from then on writes them anew, and its age and the database are looked
//! at once more after that. See [`super::directory::Directory::condemn`] and [`super::bucket::Bucket::condemn`].

use std::collections::HashMap;

use futures_util::{StreamExt, TryStreamExt, stream};
use time::{Duration, OffsetDateTime};

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

/// How many are condemned together: few enough that all are done within [`CONDEMNED_FOR`].
const TOGETHER: usize = 100;

/// How many questions the store gets at once.
const AT_ONCE: usize = 8;

/// More than so many, and more than this share of all blobs, are not swept without a word from the operator.
const PLAUSIBLE: u64 = 100;
const PLAUSIBLE_PART: u64 = 5;

/// By how much this machine's clock may differ from the database's.
const CLOCKS_AGREE: Duration = Duration::minutes(1);

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sweep {
    /// Only say what would be done.
    Look,
    Remove,
    /// Also when so many blobs go that something seems wrong; but no more than this.
    RemoveUpTo(u64),
}

/// What was done, or would be.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Put into quarantine.
    pub quarantined: u64,
    pub quarantined_bytes: u64,
    /// In quarantine since an earlier time, and staying there.
    pub waiting: u64,
    /// Removed for good.
    pub removed: u64,
    pub bytes: u64,
    /// Not named either, but too young, or stored again just now.
    pub spared: u64,
    /// Named by a version.
    pub kept: u64,
}

/// What is to be done with some blobs.
#[derive(Default)]
struct Verdicts {
    fresh: Vec<Lies>,
    due: Vec<Lies>,
}

impl Documents {
    /// How long bytes that nothing names are kept.
    pub fn quarantine(&self) -> Duration {
        self.blobs.quarantine()
    }

    /// Puts the blobs that nothing names into quarantine, and removes those whose quarantine is over.
    ///
    /// # Errors
    /// `Conflict` when the store is another database's, and when an implausible share of the blobs would go.
    pub async fn sweep(&self, sweep: Sweep, progress: &mut impl FnMut(u64, u64)) -> Result<Swept> {
        self.fit_store().await?;
        let plan = self.pass(None, progress).await?;
        let all = plan.quarantined + plan.waiting + plan.removed + plan.spared + plan.kept;
        if sweep == Sweep::Look {
            return Ok(plan);
        }
        let allowed = if let Sweep::RemoveUpTo(number) = sweep { number } else { 0 };
        refuse_implausible(&plan, all, allowed)?;
        self.lift_needless_marks().await?;
        let swept = self.pass(Some(all), progress).await?;
        store::forget_unnamed(&self.database, self.clock.now() - self.quarantine()).await?;
        Ok(swept)
    }

    /// Takes everything out of quarantine, and gives how many blobs that were. What is not named by the next sweep
    /// goes there again, for the whole time.
    ///
    /// # Errors
    /// As [`Documents::sweep`].
    pub async fn take_back(&self) -> Result<u64> {
        self.fit_store().await?;
        let (home, mut count) = (self.blobs.home(), 0);
        let mut marks = home.marks();
        while let Some(some) = marks.try_next().await? {
            for hash in some {
                home.lift(hash).await?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// What is removed is removed by its age, so a clock that is wrong removes too much.
    ///
    /// # Errors
    /// `Conflict` when this machine's clock differs from the database's by more than a minute.
    pub async fn clocks_agree(&self) -> Result<()> {
        let ahead = self.clock.now() - store::database_clock(&self.database).await?;
        if ahead.abs() <= CLOCKS_AGREE {
            return Ok(());
        }
        let log = format!(
            "this machine's clock differs from the database's by {} seconds, so nothing was removed",
            ahead.whole_seconds()
        );
        Err(Error::conflict("The clocks differ.", log))
    }

    /// Looks at every blob; with `acting_on` so many it also acts.
    async fn pass(&self, acting_on: Option<u64>, progress: &mut impl FnMut(u64, u64)) -> Result<Swept> {
        let (home, mut swept, mut looked) = (self.blobs.home(), Swept::default(), 0);
        let mut lying = home.lying();
        while let Some(some) = lying.try_next().await? {
            let some: Vec<Lies> = some.iter().filter_map(blob).collect();
            let Verdicts { fresh, due } = self.judge(&some, &mut swept).await?;
            looked += some.len() as u64;
            if acting_on.is_some() {
                for lies in &fresh {
                    home.mark(lies.hash, self.clock.now().into()).await?;
                }
                for some in due.chunks(TOGETHER) {
                    self.remove(some, &mut swept).await?;
                }
            } else {
                swept.removed += due.len() as u64;
                swept.bytes += due.iter().map(|lies| lies.size).sum::<u64>();
            }
            swept.quarantined += fresh.len() as u64;
            swept.quarantined_bytes += fresh.iter().map(|lies| lies.size).sum::<u64>();
            progress(looked, acting_on.unwrap_or_default());
        }
        Ok(swept)
    }

    async fn judge(&self, some: &[Lies], swept: &mut Swept) -> Result<Verdicts> {
        let (home, now) = (self.blobs.home(), self.clock.now().unix_timestamp());
        let unnamed = self.unnamed(some.iter().map(|lies| lies.hash).collect()).await?;
        swept.kept += (some.len() - unnamed.len()) as u64;
        let mut marked = stream::iter(some.iter().filter(|lies| unnamed.contains_key(&lies.hash)))
            .map(|lies| async move { Ok::<_, Error>((*lies, home.marked_at(lies.hash).await?)) })
            .buffer_unordered(AT_ONCE);
        let mut verdicts = Verdicts::default();
        while let Some((lies, marked_at)) = marked.try_next().await? {
            let since = unnamed.get(&lies.hash).copied().unwrap_or_default().max(lies.written_at);
            match marked_at {
                _ if now - lies.written_at < SPARED.whole_seconds() => swept.spared += 1,
                None => verdicts.fresh.push(lies),
                Some(at) if now - at.max(since) < self.quarantine().whole_seconds() => swept.waiting += 1,
                Some(_) => verdicts.due.push(lies),
            }
        }
        Ok(verdicts)
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
        let over = (began - self.quarantine()).unix_timestamp();
        for lies in condemned {
            let in_time = self.clock.now() - began < CONDEMNED_FOR;
            // Named and un-named again since it was judged: its time has only begun.
            let is_over = |unnamed: &HashMap<_, _>| unnamed.get(&lies.hash).is_some_and(|since| *since <= over);
            let goes = in_time && unnamed.as_ref().is_ok_and(is_over);
            let done = if goes { home.remove(lies.hash).await } else { home.reprieve(lies.hash).await };
            match done {
                Ok(()) if goes => {
                    swept.removed += 1;
                    swept.bytes += lies.size;
                    outcome = outcome.and(home.lift(lies.hash).await.map_err(Error::from));
                }
                Ok(()) => swept.spared += 1,
                // The others are put back first.
                Err(error) => outcome = outcome.and(Err(error.into())),
            }
        }
        outcome
    }

    /// Of what is named again, and of what a sweeper that died has removed.
    async fn lift_needless_marks(&self) -> Result<()> {
        let home = self.blobs.home();
        let mut marks = home.marks();
        while let Some(some) = marks.try_next().await? {
            let unnamed = self.unnamed(some.clone()).await?;
            for hash in some {
                if !unnamed.contains_key(&hash) || !home.has(hash).await? {
                    home.lift(hash).await?;
                }
            }
        }
        Ok(())
    }

    /// Those that nothing names, and when the last version that did was removed (in seconds since 1970; 0: not known).
    async fn unnamed(&self, hashes: Vec<ContentHash>) -> Result<HashMap<ContentHash, i64>> {
        let unnamed = store::unnamed(&self.database, &hashes).await?;
        Ok(unnamed.into_iter().map(|(hash, since)| (hash, since.map_or(0, OffsetDateTime::unix_timestamp))).collect())
    }
}

fn refuse_implausible(plan: &Swept, all: u64, allowed: u64) -> Result<()> {
    let going = plan.quarantined + plan.removed;
    let share = going > PLAUSIBLE && going > all / PLAUSIBLE_PART;
    let everything = going > 0 && plan.kept == 0;
    if going <= allowed || !(share || everything) {
        return Ok(());
    }
    let log = format!(
        "{going} of the {all} blobs in the store are named by nothing ({} for quarantine, {} to be removed for good). \
         That is more than one expects, so nothing was done. Is this database as new as the store? If it is, and so \
         many documents were deleted: latchkey gc --up-to {going}",
        plan.quarantined, plan.removed
    );
    Err(Error::conflict("An implausible share of the blobs would go.", log))
}

fn blob(lying: &Lying) -> Option<Lies> {
    match lying {
        Lying::Blob(lies) => Some(*lies),
        Lying::Foreign(_) => None,
    }
}
