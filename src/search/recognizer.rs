//! Recognizes words in scans and pictures in the background (OCR), one page at a time and at the lowest priority. A confined
//! process makes a plain picture of a page, and Tesseract says what it reads there. The queue is in the table `contents`, as
//! that of texts is, and texts come first: after each page it is seen whether one is due. Each page is kept as soon as it
//! is recognized, so nothing is done twice, whatever ends the program. The words come into the index when the indexer reads the
//! content the next time.

use std::sync::Arc;

use bytes::Bytes;
use time::{Duration, OffsetDateTime};
use tokio::{sync::Notify, time::Instant};

use crate::{
    Error, Result,
    confined::{Confined, ConfinedError, Input, Job, Limits, tesseract::Tesseract},
    database::{Database, notices::ChangedDocuments},
    readers::{recognized::recognized, scan},
    search::{
        extract::{ATTEMPTS, WHOLE, stored},
        follow::LOOK_AGAIN,
        indexer::PAUSES,
        store::{self, RecognizedPage, ScanOutcome, WaitingScan},
    },
    storage::blobs::Blobs,
};

/// How many pages of one document are recognized.
const PAGES: usize = 300;

/// How long is spent on one document, in milliseconds.
const LONG_ENOUGH: i64 = 60 * 60 * 1000;

/// While a page is worked on nobody else takes its document. Longer than the limits allow that to take.
const HELD: Duration = Duration::minutes(15);

/// After this many failures in a row there is no use in trying the next page.
const IN_VAIN: usize = 3;

/// When an installation that does not work is tried the next time.
const TRIED_OUT_AGAIN: std::time::Duration = std::time::Duration::from_hours(1);

/// Works off the queue of scans.
pub struct Recognizer {
    database: Database,
    blobs: Arc<Blobs>,
    confined: Confined,
    tesseract: Tesseract,
}

/// What became of a page.
enum Page {
    Words(String),
    /// It would fail again.
    Broken(String),
    /// It may work another time.
    NotNow(String),
    /// The document has fewer.
    None,
}

/// What is known of the pages of a document so far.
#[derive(Default)]
struct Progress {
    /// How many were worked on.
    pages: usize,
    has_words: bool,
    /// Those of which no picture can be made.
    broken: Option<String>,
    recognized: usize,
    /// Why the last one was not recognized that may be another time.
    missed: Option<String>,
    left_out: Option<&'static str>,
    /// In milliseconds.
    took: i64,
}

impl Progress {
    fn count(&mut self, page: &RecognizedPage) {
        self.pages += 1;
        self.has_words |= !page.text.is_empty();
        self.recognized += usize::from(page.reason.is_none());
        if page.reason.is_some() {
            self.broken.clone_from(&page.reason);
        }
        self.took += i64::from(page.took);
    }

    /// How an attempt ends at the last page.
    fn outcome(self, attempt: i32, now: OffsetDateTime) -> ScanOutcome {
        let before = usize::try_from(attempt - 1).unwrap_or(usize::MAX);
        match (self.missed.clone(), PAUSES.get(before)) {
            (Some(reason), Some(pause)) => ScanOutcome::Again { at: now + *pause, reason },
            _ => self.last_outcome(),
        }
    }

    fn last_outcome(self) -> ScanOutcome {
        match (self.missed.or(self.broken), self.left_out) {
            (Some(reason), _) if self.recognized == 0 => ScanOutcome::Failed(reason),
            (Some(reason), _) => {
                ScanOutcome::Partial(format!("the words on some of its pages cannot be recognized: {reason}"))
            }
            (None, Some(reason)) => ScanOutcome::Partial(reason.to_owned()),
            (None, None) if self.has_words => ScanOutcome::Done,
            (None, None) => ScanOutcome::Empty,
        }
    }
}

impl Recognizer {
    pub fn new(database: &Database, blobs: Arc<Blobs>, confined: Confined, tesseract: Tesseract) -> Self {
        Self { database: database.clone(), blobs, confined, tesseract }
    }

    /// Works until the database is closed: whenever the indexer has nothing more to read, and now and then.
    pub async fn follow(self, idle: Arc<Notify>) {
        // Before a document is tried in vain: a kernel without its sandbox, a damaged installation.
        while let Err(error) = self.tesseract.try_out().await {
            tracing::error!(%error, "Tesseract cannot be run: no words are recognized in scans and pictures; trying again in an hour");
            tokio::time::sleep(TRIED_OUT_AGAIN).await;
            if self.database.pool().is_closed() {
                return;
            }
        }
        while !self.database.pool().is_closed() {
            if let Err(error) = self.work_off().await {
                tracing::warn!(detail = error.log(), "words in scans cannot be recognized; trying again");
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            let _ = tokio::time::timeout(LOOK_AGAIN, idle.notified()).await;
        }
    }

    async fn work_off(&self) -> Result<()> {
        while self.run_once(self.database.now()).await? {}
        Ok(())
    }

    /// Recognizes the next document; `false`: none waits, or a text comes first.
    ///
    /// # Errors
    /// When the database is away. Nothing is lost: what was taken comes back.
    pub async fn run_once(&self, now: OffsetDateTime) -> Result<bool> {
        if !self.tesseract.is_there() {
            return Ok(false);
        }
        let Some(mut taken) = store::take_scan(self.database.pool(), now, now + HELD).await? else { return Ok(false) };
        let Some(outcome) = self.recognize(&mut taken, now).await? else { return Ok(true) };
        let is_new = matches!(outcome, ScanOutcome::Done | ScanOutcome::Partial(_));
        let is_over = outcome != ScanOutcome::Later;
        // The indexer listens, here and in other copies.
        let told = is_new.then(|| self.database.notices().tell_documents_at_the_end(ChangedDocuments::nothing()));
        store::end_scan(self.database.pool(), &taken, now, &outcome).await?;
        drop(told);
        Ok(is_over)
    }

    /// `None`: somebody else has taken it meanwhile, or it is gone.
    async fn recognize(&self, taken: &mut WaitingScan, now: OffsetDateTime) -> Result<Option<ScanOutcome>> {
        let before = store::recognized_pages(self.database.pool(), taken.hash).await?;
        let mut progress = Progress::default();
        for page in &before {
            progress.count(page);
        }
        // Each attempt that ended without a word ended with the whole program.
        if usize::try_from(taken.attempt).unwrap_or(usize::MAX) > ATTEMPTS {
            progress.missed = Some("to recognize it was begun three times and never finished".to_owned());
            return Ok(Some(progress.last_outcome()));
        }
        if taken.size > WHOLE {
            return Ok(Some(ScanOutcome::Failed("it is larger than 64 MB".to_owned())));
        }
        let bytes = match stored(&self.blobs, taken.hash, taken.size, WHOLE).await {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::warn!(detail = error.log(), "a document cannot be read to recognize words in it");
                progress.missed = Some("the bytes cannot be read from the store".to_owned());
                return Ok(Some(progress.outcome(taken.attempt, now)));
            }
        };
        let pages: Box<dyn Iterator<Item = i32> + Send> =
            if taken.pages.is_empty() { Box::new(1..) } else { Box::new(taken.pages.clone().into_iter()) };
        let mut in_vain = 0;
        for number in pages {
            if before.iter().any(|page| page.page == number) {
                continue;
            }
            if progress.pages >= PAGES {
                progress.left_out = Some("words are recognized on the first 300 of its pages without text");
                break;
            }
            if progress.took >= LONG_ENOUGH {
                progress.left_out = Some("to recognize the words on all of its pages takes longer than an hour");
                break;
            }
            let began = Instant::now();
            let (text, reason) = match self.page(number, bytes.clone()).await {
                Page::None => break,
                Page::Words(text) => (text, None),
                Page::Broken(reason) => (String::new(), Some(reason)),
                Page::NotNow(reason) => {
                    progress.missed = Some(reason);
                    in_vain += 1;
                    if in_vain >= IN_VAIN {
                        break;
                    }
                    continue;
                }
            };
            in_vain = 0;
            let took = i32::try_from(began.elapsed().as_millis()).unwrap_or(i32::MAX);
            let page = RecognizedPage { page: number, text, reason, took };
            progress.count(&page);
            if !self.keep(taken, &page).await? {
                return Ok(None);
            }
            if store::is_text_due(self.database.pool(), self.database.now()).await? {
                return Ok(Some(ScanOutcome::Later));
            }
        }
        Ok(Some(progress.outcome(taken.attempt, now)))
    }

    async fn keep(&self, taken: &mut WaitingScan, page: &RecognizedPage) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        let until = self.database.now() + HELD;
        let kept = store::keep_page(&mut transaction, taken, page, until).await;
        let is_kept = kept.map_err(|error| {
            Error::internal(format!("page {} of {} cannot be kept: {error}", page.page, taken.hash))
        })?;
        transaction.commit().await?;
        Ok(is_kept)
    }

    async fn page(&self, number: i32, bytes: Bytes) -> Page {
        let limits = Limits {
            time: std::time::Duration::from_mins(3),
            processor: std::time::Duration::from_secs(45),
            memory: 1024 * 1024 * 1024,
            input: WHOLE,
            output: scan::ANSWER,
            in_background: true,
        };
        let picture = self.confined.run(Job::Scan, &number.to_string(), Input::Bytes(bytes), limits).await;
        let picture = match picture {
            // A process that was taken over may still send no more than a picture.
            Ok(picture) if scan::is_plain(&picture) => picture,
            Ok(_) => return Page::Broken("it cannot be made a picture of".to_owned()),
            Err(ConfinedError::Failed(reason)) if reason == scan::NO_PAGE => return Page::None,
            Err(ConfinedError::Failed(reason)) if reason == scan::NOTHING => return Page::Words(String::new()),
            Err(ConfinedError::Failed(reason)) if !reason.is_empty() => return Page::Broken(reason),
            Err(error) => return Page::NotNow(error.to_string()),
        };
        match self.tesseract.words(picture.into()).await {
            Ok(table) => Page::Words(recognized(&table)),
            Err(error) => {
                tracing::info!(%error, "Tesseract did not recognize a page");
                Page::NotNow("Tesseract did not finish a page of it".to_owned())
            }
        }
    }
}
