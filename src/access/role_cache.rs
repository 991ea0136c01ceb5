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
    notices: Arc<Notices>,
    clock: SharedClock,
}

impl RoleCache {
    pub fn new(database: &Database, clock: SharedClock) -> Self {
        Self { entries: Cache::new(CAPACITY), notices: database.notices().clone(), clock }
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
        if let Some(known) = self.entries.get(email).await
            && is_good(&known)
        {
            return known;
        }
        loop {
            let load = async {
                let (epoch, read_at) = (self.notices.epoch(Topic::Roles), self.clock.now());
                let row = load().await?;
                Ok(Arc::new(Entry { row, read_at, epoch, told: AtomicBool::new(false) }))
            };
            let loaded = self.entries.entry_by_ref(email).or_insert_with_if(load, |known| !is_good(known));
            let entry = Box::pin(loaded).await.into_value()?;
            if entry.epoch >= since && serves(&entry) {
                return Ok(entry);
            }
        }
    }

    /// By our own clock, not by the cache's. A clock that was turned back makes nothing younger.
    fn is_fresh(&self, entry: &Entry) -> bool {
        let now = self.clock.now();
        entry.epoch == self.notices.epoch(Topic::Roles) && entry.read_at <= now && now < entry.read_again_at()
    }
}
