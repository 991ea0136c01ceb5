//! Something that is being handed out: one row of the beginning, and what its requests have come to.

use std::{
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering},
    },
};

use time::{Duration, OffsetDateTime};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{extents::Extents, sink::Sink};
use crate::{
    Result,
    audit::{Actor, DownloadEvent, Event, How, Outcome, row::Row},
};

/// Requests for the same within this time share a row.
const SHARED_FOR: Duration = Duration::MINUTE;

/// What is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct What {
    pub item: Uuid,
    /// The number of the version.
    pub version: i32,
    pub how: How,
    /// The store itself sends the bytes.
    pub redirected: bool,
}

pub(super) struct Entry {
    pub actor: Actor,
    /// `None`: an archive, which nothing shares.
    pub what: Option<What>,
    pub at: OffsetDateTime,
    begun: Uuid,
    /// The row of the beginning; `None`: somebody else writes it, in a transaction of theirs.
    row: Option<Arc<Row>>,
    written: OnceCell<()>,
    /// It was sent on its way, and did not fail.
    is_sent: AtomicBool,
    /// Nobody joins it any more.
    is_closed: AtomicBool,
    open: AtomicU32,
    requests: AtomicU32,
    bytes: AtomicU64,
    is_whole: AtomicBool,
    is_cut: AtomicBool,
    parts: Mutex<Extents>,
    /// In microseconds of Unix time: when the last request ended.
    last: AtomicI64,
}

impl Entry {
    /// With one request that is about to begin.
    pub fn new(actor: Actor, what: Option<What>, at: OffsetDateTime, row: Row) -> Self {
        Self::with(actor, what, at, row.uid, Some(Arc::new(row)))
    }

    /// One whose row of the beginning is committed already.
    pub fn committed(actor: Actor, what: Option<What>, at: OffsetDateTime, begun: Uuid) -> Self {
        Self { written: OnceCell::new_with(Some(())), ..Self::with(actor, what, at, begun, None) }
    }

    fn with(actor: Actor, what: Option<What>, at: OffsetDateTime, begun: Uuid, row: Option<Arc<Row>>) -> Self {
        Self {
            actor,
            what,
            at,
            begun,
            row,
            written: OnceCell::new(),
            is_sent: AtomicBool::new(false),
            is_closed: AtomicBool::new(what.is_none()),
            open: AtomicU32::new(1),
            requests: AtomicU32::new(0),
            bytes: AtomicU64::new(0),
            is_whole: AtomicBool::new(false),
            is_cut: AtomicBool::new(false),
            parts: Mutex::default(),
            last: AtomicI64::new(microseconds(at)),
        }
    }

    /// Whether a request of this kind may share it.
    pub fn is_joined_by(&self, actor: &Actor, what: What, now: OffsetDateTime) -> bool {
        self.what == Some(what)
            && !self.is_closed.load(Ordering::Relaxed)
            && !self.is_over(now)
            && self.actor.person == actor.person
            && self.actor.via == actor.via
            && self.actor.address == actor.address
            && self.actor.viewing_as == actor.viewing_as
    }

    /// One more request is about to begin. Only while the map is locked, so that nobody ends it meanwhile.
    pub fn join(&self) {
        self.open.fetch_add(1, Ordering::Relaxed);
    }

    /// Waits until its row is written.
    ///
    /// # Errors
    /// Then nothing may be handed out, and nobody joins it any more.
    pub async fn write(&self, sink: &Sink) -> Result<()> {
        let Some(row) = &self.row else { return Ok(()) };
        let writing = || async {
            // If the request is given up while it waits, it is not known whether the row was written.
            self.is_sent.store(true, Ordering::Relaxed);
            let written = sink.write(vec![row.clone()]).await;
            if written.is_err() {
                self.is_sent.store(false, Ordering::Relaxed);
                self.is_closed.store(true, Ordering::Relaxed);
            }
            written
        };
        self.written.get_or_try_init(writing).await.copied()
    }

    /// Whether it is time for the row of the end: nobody joins, and nobody reads.
    pub fn has_ended(&self, now: OffsetDateTime, hurry: bool) -> bool {
        let is_quiet = self.open.load(Ordering::Acquire) == 0;
        is_quiet && (hurry || self.is_closed.load(Ordering::Relaxed) || self.is_over(now))
    }

    /// A clock that was turned back ends it early, not late.
    fn is_over(&self, now: OffsetDateTime) -> bool {
        !(Duration::ZERO..SHARED_FOR).contains(&(now - self.at))
    }

    pub fn request_begins(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub fn sent(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// A request ends, and so much was sent of what is `of` bytes long.
    pub fn request_ends(&self, sent: Range<u64>, of: u64, is_cut: bool, now: OffsetDateTime) {
        if sent == (0..of) {
            self.is_whole.store(true, Ordering::Relaxed);
        } else {
            let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
            parts.add(sent);
            if parts.cover(of) {
                self.is_whole.store(true, Ordering::Relaxed);
            }
        }
        if is_cut {
            self.is_cut.store(true, Ordering::Relaxed);
        }
        self.last.fetch_max(microseconds(now), Ordering::Relaxed);
    }

    /// One request less. After this it may be ended at any time.
    pub fn leave(&self) {
        self.open.fetch_sub(1, Ordering::Release);
    }

    /// The rows that are still to be written: that of the end, and before it that of the beginning, if it may be missing. None
    /// if nothing was handed out.
    pub fn last_rows(&self, uid: Uuid) -> Vec<Arc<Row>> {
        let mut rows = Vec::new();
        if !self.written.initialized() {
            let Some(row) = self.row.as_ref().filter(|_| self.is_sent.load(Ordering::Relaxed)) else { return rows };
            rows.push(row.clone());
        }
        let micros = i128::from(self.last.load(Ordering::Relaxed)) * 1000;
        let at = OffsetDateTime::from_unix_timestamp_nanos(micros).unwrap_or(self.at);
        rows.push(Arc::new(Row::new(uid, at, &self.actor, &Event::Download(self.end()))));
        rows
    }

    fn end(&self) -> DownloadEvent {
        let is_open = self.open.load(Ordering::Acquire) > 0;
        let requests = self.requests.load(Ordering::Relaxed);
        let redirected = self.what.is_some_and(|what| what.redirected);
        let outcome = if redirected {
            Outcome::Unknown
        } else if self.is_whole.load(Ordering::Relaxed) {
            Outcome::Whole
        } else if self.is_cut.load(Ordering::Relaxed) || is_open || requests == 0 {
            Outcome::CutOff
        } else {
            Outcome::Part
        };
        DownloadEvent::Ended {
            begun: self.begun,
            item: self.what.map(|what| what.item),
            version: self.what.map(|what| what.version),
            requests,
            bytes: (!redirected).then(|| self.bytes.load(Ordering::Relaxed)),
            outcome,
        }
    }
}

fn microseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1000).unwrap_or_default()
}
