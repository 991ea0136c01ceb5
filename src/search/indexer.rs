//! Reads documents in the background, so that their words can be found. The queue is a table (`contents`), filled by a
//! trigger: whatever way a version came, it is in there, and it stays until it is read or given up. What has
//! to be parsed is read in a process of its own, at the lowest priority, a few at a time.

use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use time::{Duration, OffsetDateTime};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    Error, Result,
    confined::Confined,
    database::Database,
    readers::{READER, Text},
    search::{
        extract::{ATTEMPTS, Extractor, Scans, Unread},
        indexed::Indexed,
        store::{self, Outcome, Waiting},
        words::{blocks::blocks, lexemes::name_to_literal},
    },
    storage::blobs::Blobs,
};

/// How many names are taken from their queue together.
const NAMES: i64 = 500;

/// How many are taken from the queue together.
const TAKEN: i64 = 8;

/// While they are read nobody else takes them. Longer than the limits allow that to take.
const HELD: Duration = Duration::minutes(15);

/// The waits after the first and the second attempt; the third is the last.
pub const PAUSES: [Duration; ATTEMPTS - 1] = [Duration::minutes(1), Duration::minutes(15)];

/// How many contents are tidied in one statement.
const TIDIED: i64 = 5000;

/// No digest of 32 bytes comes after this.
const BEYOND_ALL: [u8; 33] = [u8::MAX; 33];

/// Works off the queue.
pub struct Indexer {
    pub(super) database: Database,
    extractor: Extractor,
    at_once: usize,
    /// Hears when there is nothing more to read.
    pub(super) idle: Arc<Notify>,
}

impl Indexer {
    /// Reads `at_once` documents at the same time.
    pub fn new(database: &Database, blobs: Arc<Blobs>, confined: Confined, at_once: usize) -> Self {
        let extractor = Extractor::new(blobs, confined);
        Self { database: database.clone(), extractor, at_once, idle: Arc::default() }
    }

    /// Who waits for it hears when there is nothing more to read.
    pub fn idle(&self) -> Arc<Notify> {
        self.idle.clone()
    }

    /// Enters the words of all new names, and reads the next few documents; gives how many of those there were. With nothing
    /// to read, a few are put in line that former readers have read, and count as well.
    ///
    /// # Errors
    /// When the database is away. Nothing is lost: what was taken comes back.
    pub async fn run_once(&self, now: OffsetDateTime) -> Result<usize> {
        self.enter_names().await?;
        let mut transaction = self.database.begin().await?;
        let taken = store::take_waiting(&mut *transaction, now, now + HELD, TAKEN).await?;
        transaction.commit().await?;
        if taken.is_empty() {
            let queued = store::read_anew(self.database.pool(), READER, TAKEN).await?;
            return Ok(usize::try_from(queued).unwrap_or_default());
        }
        let reading = stream::iter(&taken).map(|waiting| self.read(waiting, now));
        reading.buffer_unordered(self.at_once).try_collect::<()>().await?;
        // What was read changes the words of the documents that have it.
        self.enter_names().await?;
        Ok(taken.len())
    }

    /// Names are found by their words soon after they come: all of them go before the next document is read.
    async fn enter_names(&self) -> Result<()> {
        loop {
            let mut transaction = self.database.begin().await?;
            let queued = store::take_queued(&mut transaction, NAMES).await?;
            if queued.is_empty() {
                return Ok(());
            }
            let ids: Vec<Uuid> = queued.iter().map(|entry| entry.id).collect();
            let words =
                move || queued.iter().map(|entry| name_to_literal(&entry.name, entry.is_folder)).collect::<Vec<_>>();
            let words = tokio::task::spawn_blocking(words).await.map_err(Error::internal)?;
            store::enter_words(&mut *transaction, &ids, &words).await?;
            transaction.commit().await?;
        }
    }

    /// Removes what no version names any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn tidy(&self) -> Result<()> {
        // In steps: at a million documents all of it would take longer than a statement may.
        let (pool, mut after) = (self.database.pool(), Vec::new());
        loop {
            let end = store::end_of_step(pool, &after, TIDIED).await?;
            store::tidy_contents(pool, &after, end.as_deref().unwrap_or(&BEYOND_ALL)).await?;
            let Some(end) = end else { return Ok(()) };
            after = end;
        }
    }

    async fn read(&self, waiting: &Waiting, now: OffsetDateTime) -> Result<()> {
        let (kept, scans) = match self.extractor.extract(waiting).await {
            Ok(extracted) => (Ok(self.keep(waiting, extracted.text, &extracted.scans).await?), extracted.scans),
            Err(unread) => (Err(unread), Scans::None),
        };
        let outcome = match &kept {
            Ok(Kept::All) => Outcome::Done,
            // To be found by another name of it, should it be no picture after all.
            Ok(Kept::Nothing) if scans == Scans::Picture => Outcome::Unsupported { reason: None },
            Ok(Kept::Nothing) => Outcome::Empty,
            Ok(Kept::Part(reason)) => Outcome::Partial { reason },
            Err(Unread::Never(reason)) => Outcome::Unsupported { reason: reason.as_deref() },
            Err(Unread::Broken(reason)) => Outcome::Failed { reason },
            Err(Unread::NotNow(reason)) => {
                let attempts_before = usize::try_from(waiting.attempt - 1).unwrap_or(usize::MAX);
                match PAUSES.get(attempts_before) {
                    Some(pause) => Outcome::Again { at: now + *pause, reason },
                    None => Outcome::Failed { reason },
                }
            }
        };
        // What is given up has no words any more; what is tried again keeps those that it has.
        if kept.is_err() && !matches!(outcome, Outcome::Again { .. }) {
            self.keep_words(waiting, "", &[]).await?;
        }
        let ended = store::end_attempt(self.database.pool(), waiting, now, READER, outcome, &scans).await;
        ended.map_err(|error| Error::internal(format!("the words of {} cannot be kept: {error}", waiting.hash)))
    }

    /// Keeps the words of a text, with those that were recognized on its pages without any.
    async fn keep(&self, waiting: &Waiting, mut text: Text, scans: &Scans) -> Result<Kept> {
        if *scans != Scans::None {
            let pages = store::recognized_pages(self.database.pool(), waiting.hash).await?;
            text.add(pages.into_iter().map(|page| page.text));
            let left_out = store::scan_left_out(self.database.pool(), waiting.hash).await?;
            text.left_out = text.left_out.or(left_out);
        }
        let indexed = tokio::task::spawn_blocking(move || Indexed::of(text)).await.map_err(Error::internal)?;
        let Indexed { text, left_out, words } = indexed;
        self.keep_words(waiting, &words, &blocks(&text)).await?;
        Ok(match left_out {
            Some(reason) => Kept::Part(reason),
            None if words.is_empty() => Kept::Nothing,
            None => Kept::All,
        })
    }

    async fn keep_words(&self, waiting: &Waiting, words: &str, blocks: &[&str]) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let kept = store::keep_words(&mut transaction, waiting, words, blocks).await;
        kept.map_err(|error| Error::internal(format!("the words of {} cannot be kept: {error}", waiting.hash)))?;
        Ok(transaction.commit().await?)
    }
}

/// How much of a text is in the index now.
enum Kept {
    All,
    Part(String),
    Nothing,
}
