//! A cache of what the database said of somebody, for five minutes at most (I5).

use std::{future::Future, hash::Hash, sync::Arc};

use moka::future::Cache;
use time::{Duration, OffsetDateTime};

use crate::{
    Result,
    clock::SharedClock,
    database::{
        Database,
        notices::{Notices, Topic},
    },
    error::Meaning,
    metrics::CacheCounts,
};

/// How old an answer may be.
pub const LONGEST_AGE: Duration = Duration::minutes(5);

/// More people than a company has; about 10 MB.
const CAPACITY: u64 = 50_000;

/// An answer of the database, and when it was given.
pub struct Entry<V> {
    pub value: V,
    pub read_at: OffsetDateTime,
    /// From then on the value may have changed without a notice.
    until: Option<OffsetDateTime>,
    /// Of the topic, before the table was asked.
    epoch: u64,
}

impl<V> Entry<V> {
    pub fn read_again_at(&self) -> OffsetDateTime {
        let longest = self.read_at + LONGEST_AGE;
        self.until.map_or(longest, |until| until.min(longest))
    }
}

/// A failure is returned to all who wait for the same load, but never cached.
type Loaded<V> = Result<Arc<Entry<V>>>;

/// The result of a load: the value, and when it may change without a notice.
pub type Read<V> = (V, Option<OffsetDateTime>);

pub struct ExpiringCache<K, V> {
    entries: Cache<K, Loaded<V>>,
    topic: Topic,
    database: Database,
    notices: Arc<Notices>,
    clock: SharedClock,
    counts: CacheCounts,
}

impl<K, V> ExpiringCache<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    /// Answers are stale as soon as something of the topic changed.
    pub fn new(topic: Topic, database: &Database, clock: SharedClock) -> Self {
        let notices = database.notices().clone();
        let (entries, counts) = (Cache::new(CAPACITY), CacheCounts::default());
        Self { entries, topic, database: database.clone(), notices, clock, counts }
    }

    /// How often the answer was here.
    pub fn counts(&self) -> &CacheCounts {
        &self.counts
    }

    /// The answer for this key: the cached one if it is fresh and `serves`, else a loaded one. Concurrent callers
    /// share one load.
    pub async fn get<F>(&self, key: &K, serves: impl Fn(&V) -> bool + Sync, load: impl Fn() -> F) -> Loaded<V>
    where
        F: Future<Output = Result<Read<V>>>,
    {
        // Whoever comes after a change must not be handed what a load found before it. Joining a load that began too
        // early can happen once: after it, every load begins after we came.
        let since = self.notices.epoch(self.topic);
        let is_good =
            |known: &Loaded<V>| known.as_ref().is_ok_and(|entry| self.is_fresh(entry) && serves(&entry.value));
        // Nearly always; the rest needs more room, for which this asks no request.
        let known = self.entries.get(key).await;
        if let Some(known) = &known
            && is_good(known)
        {
            self.counts.hit();
            return known.clone();
        }
        self.counts.missed();
        // For the case that the table cannot be asked.
        let standing = known.and_then(Result::ok).filter(|entry| self.stands(entry) && serves(&entry.value));
        if self.database.is_away()
            && let Some(entry) = standing
        {
            return Ok(entry);
        }
        loop {
            let load = async {
                let (epoch, read_at) = (self.notices.epoch(self.topic), self.clock.now());
                match (load().await, &standing) {
                    (Ok((value, until)), _) => Ok(Arc::new(Entry { value, read_at, until, epoch })),
                    // Looked at again, because the question may have taken a while.
                    (Err(error), Some(entry)) if error.meaning() == Meaning::Unavailable && self.stands(entry) => {
                        Ok(entry.clone())
                    }
                    (Err(error), _) => Err(error),
                }
            };
            let loaded = self.entries.entry_by_ref(key).or_insert_with_if(load, |known| !is_good(known));
            let entry = Box::pin(loaded).await.into_value()?;
            let stands = standing.as_ref().is_some_and(|standing| Arc::ptr_eq(standing, &entry));
            if stands || (entry.epoch >= since && serves(&entry.value)) {
                return Ok(entry);
            }
        }
    }

    /// By our own clock, not by the cache's. A clock that was turned back makes nothing younger.
    fn is_fresh(&self, entry: &Entry<V>) -> bool {
        entry.epoch == self.notices.epoch(self.topic) && self.is_young(entry)
    }

    /// Whether it may be used while the table cannot be read: a change may have been missed, but none is known.
    fn stands(&self, entry: &Entry<V>) -> bool {
        self.notices.stands(self.topic, entry.epoch) && self.is_young(entry)
    }

    fn is_young(&self, entry: &Entry<V>) -> bool {
        let now = self.clock.now();
        entry.read_at <= now && now < entry.read_again_at()
    }
}
