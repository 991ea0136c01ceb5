//! What changed in the database, told to the caches of this process: by its own writers at once, by other copies
//! and by an operator's psql through `NOTIFY` (triggers in `migrations/`).
//!
//! A cache entry is fresh if the epoch of its topic, read **before** its query, is still the current one, and it is
//! young enough. So a load that was under way while something changed is stale as soon as it arrives.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::broadcast;

use crate::clock::SharedClock;

/// What can change behind a cache's back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Roles,
    Sessions,
    Documents,
}

impl Topic {
    const ALL: [Self; 3] = [Self::Roles, Self::Sessions, Self::Documents];

    /// As the triggers spell it.
    fn named(name: &str) -> Option<Self> {
        match name {
            "roles" => Some(Self::Roles),
            "sessions" => Some(Self::Sessions),
            "documents" => Some(Self::Documents),
            _ => None,
        }
    }
}

/// Something of a topic changed.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    pub topic: Topic,
    /// What changed; empty means that it is not known, and may be anything.
    pub payload: String,
}

/// The payload may be somebody's address.
impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice").field("topic", &self.topic).finish_non_exhaustive()
    }
}

pub struct Notices {
    epochs: [AtomicU64; 3],
    reach: Reach,
    clock: SharedClock,
    sender: broadcast::Sender<Notice>,
}

/// Who else may change the database.
enum Reach {
    /// Nobody: it lives in this process.
    ThisProcess,
    /// Anybody; we hear of it over a line that may be down.
    AllCopies {
        /// Unix milliseconds; `NEVER` while the line is down.
        heard_at: AtomicI64,
        deaf_after: Duration,
    },
}

const NEVER: i64 = i64::MIN;

/// More than a burst of changes; one who falls behind is told by the channel, and knows to start again.
const BACKLOG: usize = 1024;

impl Notices {
    /// For a database that only this process can reach.
    pub fn of_this_process(clock: SharedClock) -> Self {
        Self::new(clock, Reach::ThisProcess)
    }

    /// For a database that others change too. Not live until its line is open.
    pub fn of_all_copies(clock: SharedClock, deaf_after: Duration) -> Self {
        Self::new(clock, Reach::AllCopies { heard_at: AtomicI64::new(NEVER), deaf_after })
    }

    fn new(clock: SharedClock, reach: Reach) -> Self {
        Self { epochs: Default::default(), reach, clock, sender: broadcast::Sender::new(BACKLOG) }
    }

    /// Grows whenever something of the topic changed, or may have.
    pub fn epoch(&self, topic: Topic) -> u64 {
        self.epochs[topic as usize].load(Ordering::SeqCst)
    }

    /// Told by the writer in this process, after its commit.
    pub fn changed(&self, topic: Topic) {
        self.publish(Notice { topic, payload: String::new() });
    }

    /// Tells when it is dropped: a writer whose request is given up in the middle of its commit tells all the same.
    pub fn tell_at_the_end(self: &Arc<Self>, topic: Topic) -> Announcement {
        Announcement { notices: self.clone(), topic }
    }

    /// Whether changes made elsewhere reach us. Asks the clock, so a machine that slept knows that it was deaf.
    pub fn live(&self) -> bool {
        match &self.reach {
            Reach::ThisProcess => true,
            Reach::AllCopies { heard_at, deaf_after } => {
                let heard_at = heard_at.load(Ordering::SeqCst);
                heard_at != NEVER && u128::from(self.now().abs_diff(heard_at)) < deaf_after.as_millis()
            }
        }
    }

    /// Notices from now on. After the line was down there is one with an empty payload for each topic.
    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.sender.subscribe()
    }

    /// The line is open (again): what was said while it was down is lost, so anything may have changed.
    pub(super) fn line_opened(&self) {
        for topic in Topic::ALL {
            self.changed(topic);
        }
        self.note_time(self.now());
    }

    /// A message came over the line: `topic:payload`, or a heartbeat.
    pub(super) fn heard(&self, message: &str) {
        self.note_time(self.now());
        if let Some((name, payload)) = message.split_once(':')
            && let Some(topic) = Topic::named(name)
        {
            self.publish(Notice { topic, payload: payload.to_owned() });
        }
    }

    pub(super) fn line_lost(&self) {
        self.note_time(NEVER);
    }

    fn note_time(&self, time: i64) {
        if let Reach::AllCopies { heard_at, .. } = &self.reach {
            heard_at.store(time, Ordering::SeqCst);
        }
    }

    fn publish(&self, notice: Notice) {
        self.epochs[notice.topic as usize].fetch_add(1, Ordering::SeqCst);
        // Without subscribers nobody needs to hear it.
        let _ = self.sender.send(notice);
    }

    fn now(&self) -> i64 {
        let milliseconds = self.clock.now().unix_timestamp_nanos() / 1_000_000;
        i64::try_from(milliseconds).unwrap_or(i64::MAX)
    }
}

/// See [`Notices::tell_at_the_end`].
#[must_use = "it tells when it is dropped"]
pub struct Announcement {
    notices: Arc<Notices>,
    topic: Topic,
}

impl Drop for Announcement {
    fn drop(&mut self) {
        self.notices.changed(self.topic);
    }
}
