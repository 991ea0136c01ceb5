//! Rows of `user_roles` in memory, for five minutes at most (I5).

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use moka::future::Cache;
use time::{Duration, OffsetDateTime};

use super::role::Role;
use crate::{
    Result,
    clock::SharedClock,
    database::{
        Database,
        notices::{Notices, Topic},
    },
    error::Meaning,
    identity::principal::{Email, UserKey},
};

/// How old a role may be.
pub const LONGEST_AGE: Duration = Duration::minutes(5);

/// More people than a company has; about 10 MB.
const CAPACITY: u64 = 50_000;

/// What the table said of an address, and when.
pub struct Entry {
    pub row: Option<Row>,
    pub read_at: OffsetDateTime,
    /// Of the topic, before the table was asked.
    epoch: u64,
    /// Somebody else's claim to the row has been recorded.
    told: AtomicBool,
}

pub struct Row {
    pub role: Role,
    /// The person it belongs to; anybody with the address, if none.
    pub pin: Option<UserKey>,
}

impl Entry {
    pub fn read_again_at(&self) -> OffsetDateTime {
        self.read_at + LONGEST_AGE
    }

    /// True for the first who asks.
    pub fn first_to_tell(&self) -> bool {
        !self.told.swap(true, Ordering::Relaxed)
    }
}

/// A failure travels to all who wait for the same load, but is never kept.
type Loaded = Result<Arc<Entry>>;

pub struct RoleCache {
    entries: Cache<Email, Loaded>,
    database: Database,
    notices: Arc<Notices>,
    clock: SharedClock,
}

impl RoleCache {
    pub fn new(database: &Database, clock: SharedClock) -> Self {
        Self { entries: Cache::new(CAPACITY), database: database.clone(), notices: database.notices().clone(), clock }
    }

    /// The entry for the address: the one in memory if it is fresh and `serves`, else a loaded one. However many ask
    /// at once, the table is asked once.
    pub async fn get<F>(&self, email: &Email, serves: impl Fn(&Entry) -> bool + Sync, load: impl Fn() -> F) -> Loaded
    where
        F: Future<Output = Result<Option<Row>>>,
    {
        // Whoever comes after a change must not be handed what a load found before it. Joining a load that began too
        // early can happen once: after it, every load begins after we came.
        let since = self.notices.epoch(Topic::Roles);
        let is_good = |known: &Loaded| known.as_ref().is_ok_and(|entry| self.is_fresh(entry) && serves(entry));
        // Nearly always; the rest needs more room, for which this asks no request.
        let known = self.entries.get(email).await;
        if let Some(known) = &known
            && is_good(known)
        {
            return known.clone();
        }
        // For the case that the table cannot be asked.
        let standing = known.and_then(Result::ok).filter(|entry| self.stands(entry) && serves(entry));
        if self.database.is_away()
            && let Some(entry) = standing
        {
            return Ok(entry);
        }
        loop {
            let load = async {
                let (epoch, read_at) = (self.notices.epoch(Topic::Roles), self.clock.now());
                match (load().await, &standing) {
                    (Ok(row), _) => Ok(Arc::new(Entry { row, read_at, epoch, told: AtomicBool::new(false) })),
                    // Looked at again, because the question may have taken a while.
                    (Err(error), Some(entry)) if error.meaning() == Meaning::Unavailable && self.stands(entry) => {
                        Ok(entry.clone())
                    }
                    (Err(error), _) => Err(error),
                }
            };
            let loaded = self.entries.entry_by_ref(email).or_insert_with_if(load, |known| !is_good(known));
            let entry = Box::pin(loaded).await.into_value()?;
            let stands = standing.as_ref().is_some_and(|standing| Arc::ptr_eq(standing, &entry));
            if stands || (entry.epoch >= since && serves(&entry)) {
                return Ok(entry);
            }
        }
    }

    /// By our own clock, not by the cache's. A clock that was turned back makes nothing younger.
    fn is_fresh(&self, entry: &Entry) -> bool {
        entry.epoch == self.notices.epoch(Topic::Roles) && self.is_young(entry)
    }

    /// Whether it may count while the table cannot be asked: a change may have been missed, but none is known.
    fn stands(&self, entry: &Entry) -> bool {
        self.notices.stands(Topic::Roles, entry.epoch) && self.is_young(entry)
    }

    fn is_young(&self, entry: &Entry) -> bool {
        let now = self.clock.now();
        entry.read_at <= now && now < entry.read_again_at()
    }
}
