//! What was handed out, and what was refused: rows that belong to no change. Requests of one person for one version within a
//! minute share a row of the beginning, which is kept before the first byte is sent (I8), and a row of the end, which is
//! written when the minute is over and nobody reads any more.

mod entry;
mod extents;
mod hand_out;
mod open;
mod sink;

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::rt;
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

use self::{entry::Entry, open::Open, sink::Sink};
pub use self::{entry::What, hand_out::HandOut};
use super::{
    Actor, DownloadEvent, Event,
    journal::Journal,
    refusals,
    row::{Row, new_uid},
    writer::Writer,
};
use crate::{
    Error, Result, clock::SharedClock, database::Database, entropy::SharedEntropy, settings::AuditMode,
    transport::refused::Refusals,
};

/// How often ends and refusals are looked for.
const TICK: Duration = Duration::from_secs(1);

/// How many rows of ends one commit gets, so that beginnings do not wait for many of them.
const AT_ONCE: usize = 256;

/// How long the end of the program waits for the database.
const PATIENCE: Duration = Duration::from_secs(10);

/// Writes what is handed out and what is refused.
pub struct Ledger {
    sink: Sink,
    clock: SharedClock,
    entropy: SharedEntropy,
    open: Open,
    refusals: Arc<Refusals>,
    /// Rows that could not be written, in their order.
    unwritten: Mutex<Vec<Arc<Row>>>,
    /// Held while the two above are being written, so that the end of the program does not overtake it.
    flushing: tokio::sync::Mutex<()>,
    is_closing: AtomicBool,
}

impl Ledger {
    /// Writes nothing until [`Self::start`].
    pub fn new(database: &Database, mode: AuditMode, data_dir: &Path, entropy: SharedEntropy) -> Self {
        let writer = Writer::new(database.clone());
        let journal = Journal::new(database.clone(), data_dir, entropy.clone());
        Self {
            sink: Sink { mode, writer, journal },
            clock: database.clock(),
            entropy,
            open: Open::default(),
            refusals: Arc::default(),
            unwritten: Mutex::default(),
            flushing: tokio::sync::Mutex::default(),
            is_closing: AtomicBool::new(false),
        }
    }

    /// Where refusals are noted.
    pub fn refusals(&self) -> Arc<Refusals> {
        self.refusals.clone()
    }

    /// Waits until the record has the row of what is about to be handed out. Costs no round trip where an earlier request within
    /// this minute has one. `about`: the SHA-256 of the version, and the path of the document.
    ///
    /// # Errors
    /// `Unavailable` when the row cannot be written: then nothing may be handed out.
    pub async fn begin(&self, actor: Actor, what: What, about: (&[u8], &str)) -> Result<HandOut> {
        let now = self.clock.now();
        let entry = self.open.join(actor, what, now, |actor| {
            let (sha256, path) = (hex::encode(about.0), about.1.to_owned());
            let What { item, version, how, redirected } = what;
            let event = DownloadEvent::Begun { item, version, sha256, path, how, redirected };
            let row = Row::new(self.new_uid(), now, &actor, &Event::Download(event));
            Entry::new(actor, Some(what), now, row)
        });
        self.written(entry).await
    }

    /// The same for something that nothing else shares, with an event of its own.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn begin_alone(&self, actor: Actor, event: &Event) -> Result<HandOut> {
        let now = self.clock.now();
        let row = Row::new(self.new_uid(), now, &actor, event);
        self.written(self.open.add(Entry::new(actor, None, now, row))).await
    }

    /// The same for something whose row was committed under this name a moment ago. `None`: an archive.
    pub fn begun(&self, actor: Actor, what: Option<What>, uid: Uuid) -> HandOut {
        let entry = self.open.add(Entry::committed(actor, what, self.clock.now(), uid));
        HandOut::new(entry, self.clock.clone())
    }

    async fn written(&self, entry: Arc<Entry>) -> Result<HandOut> {
        // Also leaves the entry when nobody waits any more.
        let hand_out = HandOut::new(entry.clone(), self.clock.clone());
        if self.is_closing.load(Ordering::Relaxed) {
            return Err(unwritable("the program ends"));
        }
        match entry.write(&self.sink).await {
            Ok(()) => Ok(hand_out),
            Err(error) => Err(unwritable(error.log())),
        }
    }

    /// Begins to write, for as long as the program runs.
    pub fn start(self: &Arc<Self>) {
        let (writer, sender, sweeper) = (self.clone(), self.clone(), self.clone());
        rt::spawn(async move { writer.sink.writer.run().await });
        rt::spawn(async move { sender.send_on_for_ever().await });
        rt::spawn(async move { sweeper.flush_for_ever().await });
    }

    /// What is in the journal; also with AUDIT=strict, where another setting or a killed program has left some.
    async fn send_on_for_ever(&self) {
        let mut is_reported = false;
        while !self.is_closing.load(Ordering::Relaxed) {
            let sent = self.sink.journal.send_on().await;
            if let Err(error) = &sent
                && !is_reported
            {
                tracing::error!(detail = error.log(), "the journal of downloads is sent on later");
            }
            is_reported = sent.is_err();
            if is_reported {
                tokio::time::sleep(TICK).await;
            } else {
                let _ = timeout(TICK * 10, self.sink.journal.grown.notified()).await;
            }
        }
    }

    async fn flush_for_ever(&self) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !self.is_closing.load(Ordering::Relaxed) {
            ticks.tick().await;
            let _flushing = self.flushing.lock().await;
            let rows = self.take_rows(false);
            if let Err(error) = self.write_or_keep(rows).await {
                tracing::warn!(detail = error.log(), "ends of downloads and refusals are written later");
            }
        }
    }

    /// The rows that it is time for; `all`: also those of what goes on.
    fn take_rows(&self, all: bool) -> Vec<Arc<Row>> {
        let now = self.clock.now();
        let mut rows = std::mem::take(&mut *self.unwritten.lock().unwrap_or_else(PoisonError::into_inner));
        // Then refusals go on being counted where they are: that takes no more memory, however many come.
        let is_behind = !rows.is_empty();
        for entry in self.open.take_ended(now, all) {
            rows.extend(entry.last_rows(self.new_uid()));
        }
        if all || !is_behind {
            rows.extend(refusals::take_rows(&self.refusals, now, all, || self.new_uid()));
        }
        rows
    }

    /// What cannot be written is kept for the next time.
    async fn write_or_keep(&self, rows: Vec<Arc<Row>>) -> Result<()> {
        let mut written = Ok(());
        let mut left = rows.into_iter();
        while !left.as_slice().is_empty() {
            let some: Vec<_> = left.by_ref().take(AT_ONCE).collect();
            written = self.sink.write(some.clone()).await;
            if written.is_err() {
                self.unwritten.lock().unwrap_or_else(PoisonError::into_inner).extend(some.into_iter().chain(left));
                break;
            }
        }
        written
    }

    /// Writes everything that is left: to the database, else to the journal, which is sent on after the next start. After it
    /// nothing is handed out any more.
    pub async fn close(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
        let _flushing = self.flushing.lock().await;
        let rows = self.take_rows(true);
        let writing = timeout(PATIENCE, self.write_or_keep(rows.clone())).await;
        let is_written = writing.is_ok_and(|written| written.is_ok());
        if !is_written && let Err(error) = self.sink.journal.append(&rows) {
            tracing::error!(rows = rows.len(), detail = error.log(), "ends of downloads and refusals are lost");
        }
        self.sink.writer.end().await;
        if self.sink.mode == AuditMode::Relaxed {
            // What cannot be sent now stays in its file.
            let _ = timeout(PATIENCE, self.sink.journal.send_on()).await;
        }
    }

    fn new_uid(&self) -> Uuid {
        new_uid(&self.clock, &self.entropy)
    }
}

/// Whatever is wrong with the record, nothing is wrong with the request.
fn unwritable(why: &str) -> Error {
    Error::unavailable(format!("nothing is handed out without its row of the record: {why}"))
        .saying(text!("record-cannot-be-written"))
        .again_after(5)
}
