//! Notices of changes in the database, for the caches of this process: immediately from its own writers; from other
//! copies and an operator's psql through `NOTIFY` (triggers in `migrations/`).
//!
//! A cache entry is fresh if the epoch of its topic, read **before** its query, is still the current one, and it is
//! young enough. So an answer whose query ran while something changed is stale on arrival. Notices about documents
//! name the folders that changed, so that a change elsewhere leaves an entry fresh ([`Notices::is_fresh`]).
//!
//! Changes of roles and sessions are announced by their own transactions. Documents change often, and NOTIFY
//! serializes commits, so the other copies are notified of those a moment later, in batches ([`Outbox`]).

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::broadcast;
use uuid::Uuid;

use super::outbox::Outbox;
pub use super::{announcement::Announcement, outbox::ChangedDocuments};
use crate::clock::SharedClock;

/// What can change without the cache noticing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Roles,
    Sessions,
    Documents,
    Grants,
    /// What nobody gets, because a virus was found in it.
    Quarantine,
}

impl Topic {
    const ALL: [Self; 5] = [Self::Roles, Self::Sessions, Self::Documents, Self::Grants, Self::Quarantine];

    /// As the triggers spell it.
    fn named(name: &str) -> Option<Self> {
        match name {
            "roles" => Some(Self::Roles),
            "sessions" => Some(Self::Sessions),
            "documents" => Some(Self::Documents),
            "grants" => Some(Self::Grants),
            "quarantine" => Some(Self::Quarantine),
            _ => None,
        }
    }
}

/// Something of a topic changed.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    pub topic: Topic,
    /// What changed; empty means unknown, so it may be anything.
    pub payload: String,
}

/// The payload may be somebody's address.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice").field("topic", &self.topic).finish_non_exhaustive()
    }
}

/// The number of slots that folders are hashed to: two folders in one slot only make each other's entries stale.
const SLOTS: usize = 4096;

pub struct Notices {
    epochs: [AtomicU64; 5],
    /// The last epoch of each topic that began with an actual change, and not with a reconnection: then something may
    /// have been missed, but nothing is known. Of documents only changes that may be anywhere.
    told: [AtomicU64; 5],
    /// The epoch of documents in which names, places or the trash changed last, or may have.
    anywhere: AtomicU64,
    /// The epoch of documents in which something in a folder changed last, by its slot.
    folders: Box<[AtomicU64]>,
    /// Notices that the other copies have not got yet.
    pub(super) outbox: Outbox,
    reach: Reach,
    clock: SharedClock,
    sender: broadcast::Sender<Notice>,
}

/// Who else may change the database.
enum Reach {
    /// Nobody: it lives in this process.
    ThisProcess,
    /// Any copy or client; it reaches us over a connection that may be broken.
    AllCopies {
        /// Unix milliseconds; `NEVER` while the line is down.
        heard_at: AtomicI64,
        /// The same, and kept while the line is down.
        last_heard: AtomicI64,
        deaf_after: Duration,
    },
}

const NEVER: i64 = i64::MIN;

/// More than a burst of changes; a subscriber that falls behind learns that from the channel, and starts over.
const BACKLOG: usize = 1024;

impl Notices {
    /// For a database that only this process can reach.
    pub fn of_this_process(clock: SharedClock) -> Self {
        Self::new(clock, Reach::ThisProcess)
    }

    /// For a database that others change too. Not live until its line is open.
    pub fn of_all_copies(clock: SharedClock, deaf_after: Duration) -> Self {
        Self::new(
            clock,
            Reach::AllCopies { heard_at: AtomicI64::new(NEVER), last_heard: AtomicI64::new(NEVER), deaf_after },
        )
    }

    fn new(clock: SharedClock, reach: Reach) -> Self {
        Self {
            epochs: Default::default(),
            told: Default::default(),
            anywhere: AtomicU64::new(0),
            folders: std::iter::repeat_with(|| AtomicU64::new(0)).take(SLOTS).collect(),
            outbox: Outbox::default(),
            reach,
            clock,
            sender: broadcast::Sender::new(BACKLOG),
        }
    }

    /// Grows whenever something of the topic changed, or may have.
    pub fn epoch(&self, topic: Topic) -> u64 {
        self.epochs[topic as usize].load(Ordering::SeqCst)
    }

    /// Whether a folder's contents and place are unchanged since this epoch of documents.
    pub fn is_fresh(&self, folder: Uuid, since: u64) -> bool {
        self.anywhere.load(Ordering::SeqCst) <= since && self.folders[slot(folder)].load(Ordering::SeqCst) <= since
    }

    /// Whether nothing of the topic is known to have changed since this epoch. Something may have been missed while
    /// the connection was broken; that is good enough while the database cannot be queried.
    pub fn stands(&self, topic: Topic, since: u64) -> bool {
        self.told[topic as usize].load(Ordering::SeqCst) <= since
    }

    /// The same for a folder's contents and place.
    pub fn folder_stands(&self, folder: Uuid, since: u64) -> bool {
        self.stands(Topic::Documents, since) && self.folders[slot(folder)].load(Ordering::SeqCst) <= since
    }

    /// Told by the writer in this process, after its commit.
    pub fn changed(&self, topic: Topic) {
        self.publish(Notice { topic, payload: String::new() }, true);
    }

    /// Sends its notice when it is dropped: also when the writer's request is cancelled in the middle of its commit.
    pub fn tell_at_the_end(self: &Arc<Self>, topic: Topic) -> Announcement {
        Announcement::of_topic(self, topic)
    }

    /// The same for documents; the other copies are notified, too.
    pub fn tell_documents_at_the_end(self: &Arc<Self>, changed: ChangedDocuments) -> Announcement {
        Announcement::of_documents(self, changed)
    }

    /// Whether changes made elsewhere reach us. Asks the clock, so a machine that slept knows that it was deaf.
    pub fn live(&self) -> bool {
        match &self.reach {
            Reach::ThisProcess => true,
            Reach::AllCopies { heard_at, deaf_after, .. } => {
                let heard_at = heard_at.load(Ordering::SeqCst);
                heard_at != NEVER && u128::from(self.now().abs_diff(heard_at)) < deaf_after.as_millis()
            }
        }
    }

    /// Notices from now on. After the line was down there is one with an empty payload for each topic.
    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.sender.subscribe()
    }

    /// The connection is open (again): notices sent while it was broken are lost, so anything may have changed.
    pub(super) fn line_opened(&self) {
        for topic in Topic::ALL {
            self.publish(Notice { topic, payload: String::new() }, false);
        }
        self.note_time(self.now());
    }

    /// A message came over the line: `topic:payload`, or a heartbeat.
    pub(super) fn heard(&self, message: &str) {
        self.note_time(self.now());
        if let Some((name, payload)) = message.split_once(':')
            && let Some(topic) = Topic::named(name)
        {
            self.publish(Notice { topic, payload: payload.to_owned() }, true);
        }
    }

    pub(super) fn line_lost(&self) {
        self.note_time(NEVER);
    }

    fn note_time(&self, time: i64) {
        if let Reach::AllCopies { heard_at, last_heard, .. } = &self.reach {
            heard_at.store(time, Ordering::SeqCst);
            last_heard.fetch_max(time, Ordering::SeqCst);
        }
    }

    /// When the last message was received, in Unix seconds; long ago if never.
    pub fn last_heard(&self) -> i64 {
        match &self.reach {
            Reach::ThisProcess => self.now() / 1000,
            Reach::AllCopies { last_heard, .. } => last_heard.load(Ordering::SeqCst) / 1000,
        }
    }

    /// Announces changed documents: to this process now, to the other copies a moment later.
    pub(super) fn tell_documents(&self, changed: ChangedDocuments) {
        self.publish(Notice { topic: Topic::Documents, payload: changed.to_string() }, true);
        if matches!(self.reach, Reach::AllCopies { .. }) {
            self.outbox.add(changed);
        }
    }

    /// `told`: this notice was really announced, and not only assumed.
    fn publish(&self, notice: Notice, told: bool) {
        let topic = notice.topic as usize;
        let epoch = self.epochs[topic].fetch_add(1, Ordering::SeqCst) + 1;
        let tell = || {
            if told {
                self.told[topic].fetch_max(epoch, Ordering::SeqCst);
            }
        };
        if notice.topic == Topic::Documents {
            match ChangedDocuments::parse(&notice.payload) {
                ChangedDocuments::Anywhere => {
                    self.anywhere.fetch_max(epoch, Ordering::SeqCst);
                    tell();
                }
                ChangedDocuments::In(folders) => {
                    for folder in folders {
                        self.folders[slot(folder)].fetch_max(epoch, Ordering::SeqCst);
                    }
                }
            }
        } else {
            tell();
        }
        // Without subscribers there is nobody to notify.
        let _ = self.sender.send(notice);
    }

    fn now(&self) -> i64 {
        let milliseconds = self.clock.now().unix_timestamp_nanos() / 1_000_000;
        i64::try_from(milliseconds).unwrap_or(i64::MAX)
    }
}

#[allow(clippy::cast_possible_truncation)] // only some bits of it are wanted
fn slot(folder: Uuid) -> usize {
    // The last bits of an identifier are random (UUID version 7).
    folder.as_u128() as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn a_change_in_one_folder_leaves_what_is_known_of_another() {
        let notices = Arc::new(Notices::of_this_process(ManualClock::at(datetime!(2026-03-01 12:00 UTC))));
        let (here, elsewhere) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let before = notices.epoch(Topic::Documents);
        let mut changed = ChangedDocuments::nothing();
        changed.add(elsewhere);
        drop(notices.tell_documents_at_the_end(changed));
        assert!(notices.is_fresh(here, before) && !notices.is_fresh(elsewhere, before));
        let since = notices.epoch(Topic::Documents);
        assert!(notices.is_fresh(elsewhere, since));
        drop(notices.tell_documents_at_the_end(ChangedDocuments::Anywhere));
        assert!(!notices.is_fresh(here, since) && !notices.is_fresh(elsewhere, since));
    }
}
