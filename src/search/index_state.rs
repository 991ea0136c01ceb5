//! How far the search has come with reading documents, for administrators.

use crate::{
    Result,
    access::ladder::{Admin, Reader},
    audit::Event,
    database::notices::ChangedDocuments,
    documents::item::Content,
    search::{
        Search,
        store::{self, Counts, Queued, States, Trouble},
    },
    settings::OcrSettings,
    storage::content_hash::ContentHash,
};

/// How many of what gives trouble are shown.
const SHOWN: i64 = 200;

/// How far the words of a document are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    Done,
    Waiting,
    /// Something was left out, with why.
    Partial(String),
    /// There are no words in it, or it is of a kind in which there are none.
    Empty,
    Failed(String),
}

/// How far the words are known that are only a picture in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// There is no such page.
    None,
    Waiting,
    /// Nobody recognizes them here.
    NotSetUp,
    /// They were recognized, all of them or some.
    Recognized,
    /// No words were seen.
    Empty,
    Failed(String),
}

/// Whether words in scans and pictures are recognized here, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// In these languages, as Tesseract names them.
    In(Vec<String>),
    /// The operator does not want it.
    Off,
    NotInstalled,
}

impl From<&OcrSettings> for Recognition {
    fn from(settings: &OcrSettings) -> Self {
        match &settings.tesseract {
            Some(tesseract) => Self::In(tesseract.languages.clone()),
            None if settings.is_off => Self::Off,
            None => Self::NotInstalled,
        }
    }
}

impl Search {
    /// Whether words in scans and pictures are recognized here.
    pub fn recognition(&self) -> &Recognition {
        &self.recognition
    }

    /// How far the search knows the words of this content.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn reading(&self, _: &Reader, content: &Content) -> Result<(Reading, Scan)> {
        let states = self.database.look_up(|| store::states(self.database.pool(), content.hash)).await?;
        let Some(States { state, reason, scan, scan_reason }) = states else {
            return Ok((Reading::Waiting, Scan::None));
        };
        let reading = match (state.as_str(), reason) {
            ("done", _) => Reading::Done,
            ("partial", reason) => Reading::Partial(reason.unwrap_or_default()),
            ("waiting", _) => Reading::Waiting,
            ("failed", reason) | ("unsupported", reason @ Some(_)) => Reading::Failed(reason.unwrap_or_default()),
            _ => Reading::Empty,
        };
        let scan = match (scan.as_str(), scan_reason) {
            ("waiting", _) if matches!(self.recognition, Recognition::In(_)) => Scan::Waiting,
            ("waiting", _) => Scan::NotSetUp,
            ("done" | "partial", _) => Scan::Recognized,
            ("empty", _) => Scan::Empty,
            ("failed", reason) => Scan::Failed(reason.unwrap_or_default()),
            _ => Scan::None,
        };
        Ok((reading, scan))
    }

    /// How much waits to be read; scans only where words in them are recognized.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn queued(&self) -> Result<Queued> {
        let queued = self.database.look_up(|| store::queued(self.database.pool())).await?;
        let is_on = matches!(self.recognition, Recognition::In(_));
        Ok(Queued { scans: if is_on { queued.scans } else { 0 }, ..queued })
    }

    /// How many contents are read, wait or cannot be read; and the latest of the last.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn index_state(&self, admin: &Admin) -> Result<(Counts, Vec<Trouble>)> {
        let counts = self.database.look_up(|| store::count_contents(self.database.pool())).await?;
        let subjects = admin.person().subjects();
        let troubles = self.database.look_up(|| store::troubles(self.database.pool(), SHOWN, subjects)).await?;
        Ok((counts, troubles))
    }

    /// Reads one content again, or all that could not be read.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn retry_index(&self, admin: &Admin, content: Option<ContentHash>) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let contents = store::try_again(&mut *transaction, content.as_ref()).await?;
        let event = Event::IndexRetried { contents };
        self.audit.record(&mut transaction, &admin.person().actor(), event).await?;
        // The indexer listens.
        let told = self.database.notices().tell_documents_at_the_end(ChangedDocuments::nothing());
        transaction.commit().await?;
        drop(told);
        Ok(())
    }
}
