//! Everything that is being handed out. One lock for each request, of a map that shares it with a sixteenth of all others.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use time::OffsetDateTime;

use super::entry::{Entry, What};
use crate::audit::Actor;

const SHARDS: usize = 16;

/// With more than these, what nobody reads is ended before its minute is over: more rows, and not more memory.
const MOST: usize = 20_000;

/// Entries by a hash of who asks for what. Those with one hash are compared.
type Shard = HashMap<u64, Vec<Arc<Entry>>>;

#[derive(Default)]
pub(super) struct Open {
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
}

impl Open {
    /// The entry that this request shares, or else a new one. The request is counted in it.
    pub fn join(&self, actor: Actor, what: What, now: OffsetDateTime, make: impl FnOnce(Actor) -> Entry) -> Arc<Entry> {
        let hash = self.hash(&actor, Some(what));
        let mut shard = self.shard(hash);
        let alike = shard.entry(hash).or_default();
        // The last one is the youngest.
        if let Some(known) = alike.iter().rev().find(|known| known.is_joined_by(&actor, what, now)) {
            known.join();
            return known.clone();
        }
        let entry = Arc::new(make(actor));
        alike.push(entry.clone());
        entry
    }

    /// A new one, with its first request.
    pub fn add(&self, entry: Entry) -> Arc<Entry> {
        let entry = Arc::new(entry);
        let hash = self.hash(&entry.actor, entry.what);
        self.shard(hash).entry(hash).or_default().push(entry.clone());
        entry
    }

    /// Removes those that have ended; `all`: also those that have not.
    pub fn take_ended(&self, now: OffsetDateTime, all: bool) -> Vec<Arc<Entry>> {
        let mut ended = Vec::new();
        for shard in &self.shards {
            let mut shard = lock(shard);
            let hurry = shard.len() > MOST / SHARDS;
            shard.retain(|_, alike| {
                ended.extend(alike.extract_if(.., |entry| all || entry.has_ended(now, hurry)));
                !alike.is_empty()
            });
        }
        ended
    }

    fn hash(&self, actor: &Actor, what: Option<What>) -> u64 {
        self.hasher.hash_one((&actor.person, actor.via, actor.address, what))
    }

    fn shard(&self, hash: u64) -> MutexGuard<'_, Shard> {
        lock(&self.shards[usize::try_from(hash % SHARDS as u64).unwrap_or_default()])
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
