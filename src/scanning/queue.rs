//! Scans in the background what has no result yet: what came while there was no scanner, before it, or past it. Several copies of
//! the program may do so at once.

use std::{io, pin::Pin, sync::Arc};

use actix_web::body::MessageBody;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use time::Duration;

use super::{
    admit::MOST_ATTEMPTS,
    answer::{Answer, Why},
    scanner::{Outcome, Scanner},
    service::{Looked, Scanning},
    store::{self, Waiting},
};
use crate::{Result, database::notices::Topic, storage::body::BlobBody};

/// How many are taken from the queue together.
const TAKEN: i64 = 8;

/// How many of them are scanned at once: those who send something come first.
const AT_ONCE: usize = 2;

/// While they are scanned nobody else takes them. A scan takes minutes at most, and so does reading a large document.
const HELD: Duration = Duration::minutes(30);

/// Until what did not work is tried again.
const PAUSE: Duration = Duration::minutes(1);

/// What waits may be due although nobody says so: the scanner is back, or a copy died that had taken it.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(30);

/// How many rows are tidied in one statement.
const TIDIED: i64 = 5000;

/// How long a result is kept that no document needs: the bytes may be about to become one.
const KEPT: Duration = Duration::days(2);

/// No digest of 32 bytes comes after this.
const BEYOND_ALL: [u8; 33] = [u8::MAX; 33];

/// How many rounds of looking again until the table is tidied.
const TIDY_EVERY: u32 = 120;

impl Scanning {
    /// Scans the next few that wait; gives how many have a result now. Without a scanner that answers, nothing happens.
    ///
    /// # Errors
    /// When the database is away. Nothing is lost: what was taken comes back.
    pub async fn scan_once(&self) -> Result<usize> {
        let Some(scanner) = &self.scanner else { return Ok(0) };
        let version = match scanner.ready().await {
            Ok(version) => version,
            Err(why) => {
                tracing::warn!(%why, "documents wait for their virus scan");
                return Ok(0);
            }
        };
        let now = self.database.now();
        let mut transaction = self.database.begin().await?;
        let taken = store::take(&mut *transaction, now, now + HELD, TAKEN).await?;
        transaction.commit().await?;
        let scanning = stream::iter(&taken).map(|waiting| self.scan(scanner, &version, waiting));
        let have_results: Vec<bool> = scanning.buffer_unordered(AT_ONCE).try_collect().await?;
        Ok(have_results.into_iter().filter(|&has_result| has_result).count())
    }

    /// `false`: it is back in the queue.
    async fn scan(&self, scanner: &Scanner, version: &str, waiting: &Waiting) -> Result<bool> {
        let outcome = match self.blobs.read_apart(waiting.hash, waiting.size).await {
            Ok(blob) => scanner.scan(pieces(BlobBody::new(blob, 0, waiting.size))).await,
            Err(error) => Outcome::Unreadable(io::Error::other(error)),
        };
        let is_last = waiting.attempt >= MOST_ATTEMPTS;
        let (why, counts) = match outcome {
            Outcome::Answered(answer) => return self.has(version, waiting, answer).await,
            Outcome::Broke(why) if is_last => {
                tracing::error!(hash = %waiting.hash, why, "the virus scanner breaks off on these bytes");
                return self.has(version, waiting, Answer::Unscanned(Why::Broken)).await;
            }
            Outcome::Unreadable(error) if is_last => {
                tracing::error!(hash = %waiting.hash, %error, "bytes cannot be read for the virus scan");
                return self.has(version, waiting, Answer::Unscanned(Why::Lost)).await;
            }
            Outcome::Broke(why) => (why, true),
            Outcome::Unreadable(error) => (error.to_string(), true),
            Outcome::NotReady(why) => (why.to_string(), false),
        };
        tracing::info!(hash = %waiting.hash, why, "a virus scan is tried again");
        store::put_back(self.database.pool(), waiting, self.database.now() + PAUSE, counts).await?;
        Ok(false)
    }

    async fn has(&self, version: &str, waiting: &Waiting, answer: Answer) -> Result<bool> {
        let looked = Looked { hash: waiting.hash, size: waiting.size, scanner: version };
        self.keep(looked, &answer).await?;
        Ok(true)
    }

    /// Forgets what no version names any more.
    ///
    /// # Errors
    /// When the database is away, or when its clock and ours do not agree.
    pub async fn tidy_scans(&self) -> Result<()> {
        let then = self.database.may_delete_by_time().await? - KEPT;
        let (pool, mut after) = (self.database.pool(), Vec::new());
        loop {
            let end = store::end_of_step(pool, &after, TIDIED).await?;
            store::tidy(pool, &after, end.as_deref().unwrap_or(&BEYOND_ALL), then).await?;
            let Some(end) = end else { return Ok(()) };
            after = end;
        }
    }

    /// Works until the database is closed: whenever somebody changed documents, and now and then.
    pub(super) async fn scan_for_ever(self: Arc<Self>) {
        if !self.is_on() {
            return;
        }
        let mut changes = self.database.notices().follow(Topic::Documents);
        let mut round = 0_u32;
        while !self.database.pool().is_closed() {
            if let Err(error) = self.work_off(round.is_multiple_of(TIDY_EVERY)).await {
                tracing::warn!(detail = error.log(), "documents cannot be scanned; trying again");
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            if !changes.next_within(LOOK_AGAIN).await {
                round = round.wrapping_add(1);
            }
        }
    }

    async fn work_off(&self, tidy: bool) -> Result<()> {
        if tidy {
            self.tidy_scans().await?;
        }
        while self.scan_once().await? > 0 {}
        Ok(())
    }
}

fn pieces(mut body: BlobBody) -> impl Stream<Item = io::Result<Bytes>> + Unpin {
    stream::poll_fn(move |context| Pin::new(&mut body).poll_next(context))
}
