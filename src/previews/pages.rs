//! The pages of Office files, as PDF: made by LibreOffice where the operator has asked for that, once for each content, and
//! kept beside the thumbnails.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use moka::future::Cache;
use tokio::time::timeout;

use super::thumbnails::{Thumbnails, place_of_pages};
use crate::{
    Error, Result,
    confined::{
        Confined,
        office::{LARGEST, Office},
        outcome,
    },
    entropy::SharedEntropy,
    media_type,
    metrics::Counts,
    storage::content_hash::ContentHash,
};

/// How long a person waits for them; then they see the text, and the pages the next time.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long it is remembered that they cannot be made.
const REMEMBERED: Duration = Duration::from_hours(1);

/// A larger document is shown as its text.
pub const LARGEST_DOCUMENT: u64 = LARGEST;

/// How many documents wait for their pages; others are shown as their text.
const WAITING: usize = 20;

/// How many bytes these may have together: they are held in memory.
const MEMORY: u64 = 2 * LARGEST;

/// Makes and keeps them.
pub struct Pages {
    office: Office,
    outcomes: Counts<2>,
    kept: Arc<Thumbnails>,
    entropy: SharedEntropy,
    /// The documents whose pages are being made, with their sizes in bytes.
    under_way: Mutex<HashMap<ContentHash, u64>>,
    failed: Cache<ContentHash, ()>,
}

/// The state of the pages of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ready,
    UnderWay,
    /// They cannot be made.
    None,
}

impl Pages {
    /// `confined`: how this program is started again; `office`: LibreOffice.
    ///
    /// # Errors
    /// When `DATA_DIR` cannot be written.
    pub fn open(
        confined: &Confined,
        office: PathBuf,
        data_dir: &Path,
        kept: Arc<Thumbnails>,
        entropy: SharedEntropy,
    ) -> Result<Self> {
        let outcomes = confined.outcomes().clone();
        let office = Office::open(confined.program().to_owned(), office, data_dir)
            .map_err(|error| Error::internal(format!("DATA_DIR/office cannot be made: {error}")))?;
        let failed = Cache::builder().max_capacity(10_000).time_to_live(REMEMBERED).build();
        Ok(Self { office, outcomes, kept, entropy, under_way: Mutex::new(HashMap::new()), failed })
    }

    /// Whether pages are made of documents of this type; of others their text says as much.
    pub fn are_for(content_type: &str) -> bool {
        let essence = media_type::essence(content_type);
        let has = |words: &[&str]| words.iter().any(|word| essence.contains(word));
        has(&["officedocument", "opendocument", "msword", "ms-word", "ms-excel", "ms-powerpoint", "/rtf"])
    }

    /// The pages, if they are made already.
    pub async fn kept(&self, hash: &ContentHash) -> Option<Bytes> {
        let path = self.kept.folder().join(place_of_pages(hash));
        let pages = tokio::fs::read(path).await.ok()?;
        is_pdf(&pages).then(|| Bytes::from(pages))
    }

    /// Has them made, and waits for at most `patience`; `whole` reads the document, if need be.
    ///
    /// # Errors
    /// What `whole` says.
    pub async fn ask(
        self: &Arc<Self>,
        (hash, size): (ContentHash, u64),
        ending: String,
        whole: impl Future<Output = Result<Bytes>>,
        patience: Duration,
    ) -> Result<State> {
        if tokio::fs::try_exists(self.kept.folder().join(place_of_pages(&hash))).await.unwrap_or(false) {
            return Ok(State::Ready);
        }
        if self.failed.contains_key(&hash) {
            return Ok(State::None);
        }
        let Some(claim) = self.claim(hash, size) else { return Ok(State::UnderWay) };
        let bytes = whole.await?;
        let own = self.clone();
        // The person may close the page: the next one finds the pages made.
        let made = tokio::spawn(async move {
            let is_made = own.make(hash, &ending, bytes).await;
            drop(claim);
            is_made
        });
        Ok(match timeout(patience, made).await {
            Ok(Ok(true)) => State::Ready,
            Ok(_) => State::None,
            Err(_) => State::UnderWay,
        })
    }

    async fn make(&self, hash: ContentHash, ending: &str, bytes: Bytes) -> bool {
        let name = self.entropy.uuid().simple().to_string();
        let made = self.office.pages(bytes, ending, &name).await;
        self.outcomes.count(["libreoffice", outcome(&made)]);
        match made {
            Ok(pages) if is_pdf(&pages) => {
                self.kept.keep(self.kept.folder().join(place_of_pages(&hash)), Bytes::from(pages)).await;
                true
            }
            Ok(_) => {
                self.failed.insert(hash, ()).await;
                false
            }
            Err(error) => {
                tracing::info!(%error, "LibreOffice made no pages of a document; its text is shown");
                self.failed.insert(hash, ()).await;
                false
            }
        }
    }

    /// `None`: they are being made already, or too many documents wait.
    fn claim(self: &Arc<Self>, hash: ContentHash, size: u64) -> Option<Claim> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let held: u64 = under_way.values().sum();
        if under_way.contains_key(&hash) || under_way.len() >= WAITING || held + size > MEMORY {
            return None;
        }
        under_way.insert(hash, size);
        Some(Claim { pages: self.clone(), hash })
    }
}

/// That the pages of a document are being made; ends with it, also when the request is dropped.
struct Claim {
    pages: Arc<Pages>,
    hash: ContentHash,
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.pages.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.hash);
    }
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}
