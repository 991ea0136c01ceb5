//! Whether stored bytes are still what their name says. Small blobs are hashed when they come into memory; of larger
//! ones the first whole download of a day is hashed on its way out, and cut before its last piece if it is wrong.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use time::{Duration, OffsetDateTime};

use crate::{clock::SharedClock, documents::bytes::content_hash::ContentHash};

/// How long a blob that was found sound is not looked at again, while its file is the same.
const SOUND_FOR: Duration = Duration::hours(24);

/// How many sound blobs are remembered.
const REMEMBERED: usize = 20_000;

/// Tells a file from one that was put in its place or written to: inode, and when it last changed, to the nanosecond.
pub type Stamp = (u64, i64, i64);

/// What was found out.
pub struct Checks {
    sound: Mutex<HashMap<ContentHash, (Stamp, OffsetDateTime)>>,
    damaged: AtomicU64,
    clock: SharedClock,
}

/// What is still to be checked about one open blob.
pub struct Check {
    pub checks: Arc<Checks>,
    pub hash: ContentHash,
}

impl Checks {
    pub fn new(clock: SharedClock) -> Arc<Self> {
        Arc::new(Self { sound: Mutex::default(), damaged: AtomicU64::new(0), clock })
    }

    /// Compares what the bytes give with what they are called. Damage is told to the operator.
    pub fn is_sound(&self, hash: ContentHash, sum: ContentHash) -> bool {
        if hash == sum {
            return true;
        }
        let damaged = self.damaged.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::error!(
            %hash,
            %sum,
            damaged,
            "the stored bytes of a document are damaged and were not served whole; sending the same file again heals \
             them, and `latchkey verify` says which documents they belong to"
        );
        false
    }
}

impl Check {
    pub fn is_due(&self, now_it_is: Stamp) -> bool {
        let sound = self.checks.sound.lock().unwrap_or_else(PoisonError::into_inner);
        let since = sound.get(&self.hash).filter(|(stamp, _)| *stamp == now_it_is).map(|(_, at)| *at);
        since.is_none_or(|at| !(Duration::ZERO..SOUND_FOR).contains(&(self.checks.clock.now() - at)))
    }

    /// Whether the bytes that were read are those of the name; `stamp` is of before the first was.
    pub fn end(&self, sum: ContentHash, stamp: Stamp) -> bool {
        let is_sound = self.checks.is_sound(self.hash, sum);
        if is_sound {
            let mut sound = self.checks.sound.lock().unwrap_or_else(PoisonError::into_inner);
            if sound.len() >= REMEMBERED {
                sound.clear();
            }
            sound.insert(self.hash, (stamp, self.checks.clock.now()));
        }
        is_sound
    }
}
