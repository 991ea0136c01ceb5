//! Reads documents in the background, so that their words can be found. The queue is a table (`contents`), filled by a
//! trigger: whatever way a version came, it is in there, and it stays until it is read or given up. What has
//! to be parsed is read in a process of its own, at the lowest priority, a few at a time.

use std::sync::Arc;

use actix_web::body::to_bytes_limited;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Error, Result,
    confined::{Confined, ConfinedError, Input, Job, Limits},
    database::Database,
    readers::{self, READER, Readable, Text, UNSUPPORTED},
    search::{
        indexed::Indexed,
        store::{self, Outcome, Waiting},
        words::{blocks::blocks, lexemes::name_to_literal},
    },
    storage::{blobs::Blobs, body::BlobBody},
};

/// What can only be read as a whole is held in memory on its way to the other process.
const WHOLE: u64 = 64 * 1024 * 1024;

/// How much of a plain text is looked at; it holds more than is kept, in whatever encoding.
const PART: u64 = 2 * readers::ENOUGH as u64;

/// How many names are taken from their queue together.
const NAMES: i64 = 500;

/// How many are taken from the queue together.
const TAKEN: i64 = 8;

/// While they are read nobody else takes them. Longer than the limits allow that to take.
const HELD: Duration = Duration::minutes(15);

/// The waits after the first and the second attempt; the third is the last.
const PAUSES: [Duration; 2] = [Duration::minutes(1), Duration::minutes(15)];

/// How many contents are tidied in one statement.
const TIDIED: i64 = 5000;

/// No digest of 32 bytes comes after this.
const BEYOND_ALL: [u8; 33] = [u8::MAX; 33];

/// Works off the queue.
pub struct Indexer {
    pub(super) database: Database,
    blobs: Arc<Blobs>,
    confined: Confined,
    at_once: usize,
}

impl Indexer {
    /// Reads `at_once` documents at the same time.
    pub fn new(database: &Database, blobs: Arc<Blobs>, confined: Confined, at_once: usize) -> Self {
        Self { database: database.clone(), blobs, confined, at_once }
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
        let read = self.text(waiting).await;
        let kept = match read {
            Ok(text) => {
                let indexed = tokio::task::spawn_blocking(move || Indexed::of(text)).await.map_err(Error::internal)?;
                Ok(self.keep(waiting, indexed).await?)
            }
            Err(unread) => Err(unread),
        };
        let outcome = match &kept {
            Ok(Kept::All) => Outcome::Done,
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
        let ended = store::end_attempt(self.database.pool(), waiting, now, READER, outcome).await;
        ended.map_err(|error| Error::internal(format!("the words of {} cannot be kept: {error}", waiting.hash)))
    }

    async fn keep(&self, waiting: &Waiting, indexed: Indexed) -> Result<Kept> {
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

    async fn text(&self, waiting: &Waiting) -> Result<Text, Unread> {
        // Each attempt that ended without a word ended with the whole program.
        if usize::try_from(waiting.attempt).unwrap_or(usize::MAX) > PAUSES.len() + 1 {
            return Err(Unread::Broken("reading it was begun three times and never finished".to_owned()));
        }
        let readable = match readers::readable(&waiting.content_type) {
            Readable::Perhaps => readers::readable_by(&self.bytes(waiting, readers::HEAD as u64).await?),
            known => known,
        };
        let most = match readable {
            Readable::No | Readable::Perhaps => return Err(Unread::Never(None)),
            Readable::Whole if waiting.size > WHOLE => {
                return Err(Unread::Never(Some("it is larger than 64 MB".to_owned())));
            }
            Readable::Whole => WHOLE,
            Readable::InPart => PART,
        };
        let is_cut = waiting.size > most;
        let bytes = self.bytes(waiting, most).await?;
        let (beginning, media_type) = (bytes.clone(), waiting.content_type.clone());
        let plain = tokio::task::spawn_blocking(move || readers::plain(&beginning, &media_type)).await;
        if let Ok(Some(mut text)) = plain {
            if is_cut {
                text.left_out.get_or_insert_with(|| "only its first 16 MB are searched".to_owned());
            }
            return Ok(text);
        }
        let limits = Limits {
            time: std::time::Duration::from_mins(1),
            processor: std::time::Duration::from_secs(20),
            input: most,
            output: readers::ENOUGH as u64 + 1024,
            in_background: true,
            ..Limits::default()
        };
        let text = self.confined.run(Job::Text, &waiting.content_type, Input::Bytes(bytes), limits).await?;
        let mut text = readers::received(&text);
        if is_cut {
            text.left_out.get_or_insert_with(|| "only its first 16 MB are searched".to_owned());
        }
        Ok(text)
    }

    async fn bytes(&self, waiting: &Waiting, most: u64) -> Result<Bytes, Unread> {
        self.stored(waiting, most).await.map_err(|error| {
            tracing::warn!(detail = error.log(), "a document cannot be read for the search");
            Unread::NotNow("the bytes cannot be read from the store".to_owned())
        })
    }

    async fn stored(&self, waiting: &Waiting, most: u64) -> Result<Bytes> {
        let blob = self.blobs.read_apart(waiting.hash, waiting.size).await?;
        let end = waiting.size.min(most);
        let limit = usize::try_from(end).unwrap_or(usize::MAX);
        let read = to_bytes_limited(BlobBody::new(blob, 0, end), limit).await.map_err(Error::internal)?;
        read.map_err(|error| Error::internal(format!("blob {}: {error}", waiting.hash)))
    }
}

/// How much of a text is in the index now.
enum Kept {
    All,
    Part(String),
    Nothing,
}

/// Why there is no text.
enum Unread {
    /// There is none, or there is no hope.
    Never(Option<String>),
    /// It would fail again.
    Broken(String),
    /// It may work another time, on a machine with less to do.
    NotNow(String),
}

impl From<ConfinedError> for Unread {
    fn from(error: ConfinedError) -> Self {
        match error {
            ConfinedError::Failed(reason) if reason == UNSUPPORTED => Self::Never(None),
            ConfinedError::Failed(reason) if reason.is_empty() => Self::Broken("it cannot be read".to_owned()),
            ConfinedError::Failed(reason) => Self::Broken(reason),
            ConfinedError::Busy | ConfinedError::TooSlow | ConfinedError::TooLarge | ConfinedError::Killed => {
                Self::NotNow(error.to_string())
            }
        }
    }
}
