//! Whether stored bytes still match their name. Small blobs are hashed when they are loaded into memory; for larger
//! ones the first complete download of a day is hashed while it is sent, and cut before its last piece if the hash is
//! wrong. After that no part of the blob is served: otherwise a resumed download would end up with damaged bytes.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use time::{Duration, OffsetDateTime};

use crate::{clock::SharedClock, storage::content_hash::ContentHash};

/// How long a blob that was found sound is not looked at again, while its file is the same.
const SOUND_FOR: Duration = Duration::hours(24);

/// How long a blob that was found damaged is not read again. Objects in a store have no stamp, and another copy of
/// the program may have healed it.
const DAMAGED_FOR: Duration = Duration::minutes(1);

/// How many blobs of each kind are remembered.
const REMEMBERED: usize = 20_000;

/// Tells a file from one that was put in its place or written to: inode, and when it last changed, to the nanosecond.
pub type Stamp = (u64, i64, i64);

/// When blobs were looked at, and as what.
type Seen = HashMap<ContentHash, (Stamp, OffsetDateTime)>;

/// What was found out.
pub struct Checks {
    sound: Mutex<Seen>,
    damaged: Mutex<Seen>,
    /// How often damage was found.
    found: AtomicU64,
    clock: SharedClock,
}

/// What is still to be checked about one open blob.
pub struct Check {
    pub checks: Arc<Checks>,
    pub hash: ContentHash,
}

impl Checks {
    pub fn new(clock: SharedClock) -> Arc<Self> {
        Arc::new(Self { sound: Mutex::default(), damaged: Mutex::default(), found: AtomicU64::new(0), clock })
    }

    /// Compares the hash of the bytes with the name. Damage is reported to the operator.
    pub fn is_sound(&self, hash: ContentHash, sum: ContentHash) -> bool {
        if hash == sum {
            return true;
        }
        let damaged = self.found.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::error!(
            %hash,
            %sum,
            damaged,
            "the stored bytes of a document are damaged and were not served whole; sending the same file again heals \
             them, and `latchkey verify` says which documents they belong to"
        );
        false
    }

    /// Other bytes have taken their place.
    pub fn forget(&self, hash: ContentHash) {
        held(&self.damaged).remove(&hash);
    }

    fn note(&self, seen: &Mutex<Seen>, hash: ContentHash, stamp: Stamp) {
        let mut seen = held(seen);
        if seen.len() >= REMEMBERED {
            seen.clear();
        }
        seen.insert(hash, (stamp, self.clock.now()));
    }

    /// How long ago the blob was seen as it is now.
    fn age(&self, seen: &Mutex<Seen>, hash: ContentHash, now_it_is: Stamp) -> Option<Duration> {
        let at = held(seen).get(&hash).filter(|(stamp, _)| *stamp == now_it_is).map(|(_, at)| *at)?;
        Some((self.clock.now() - at).abs())
    }
}

fn held(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Check {
    pub fn is_due(&self, now_it_is: Stamp) -> bool {
        let age = self.checks.age(&self.checks.sound, self.hash, now_it_is);
        age.is_none_or(|age| age >= SOUND_FOR)
    }

    /// Whether it was found damaged, and is still the same.
    pub fn is_damaged(&self, stamp: impl FnOnce() -> Option<Stamp>) -> bool {
        if self.checks.found.load(Ordering::Relaxed) == 0 {
            return false;
        }
        let Some(stamp) = stamp() else { return false };
        let age = self.checks.age(&self.checks.damaged, self.hash, stamp);
        age.is_some_and(|age| stamp != Stamp::default() || age < DAMAGED_FOR)
    }

    /// Whether the bytes that were read are those of the name; `stamp` is of before the first was.
    pub fn end(&self, sum: ContentHash, stamp: Stamp) -> bool {
        let is_sound = self.checks.is_sound(self.hash, sum);
        let seen = if is_sound { &self.checks.sound } else { &self.checks.damaged };
        self.checks.note(seen, self.hash, stamp);
        is_sound
    }
}
