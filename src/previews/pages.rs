//! The pages of Office files, as PDF: made by LibreOffice where the operator has asked for that, once for each content, and
//! kept beside the thumbnails.

use std::{
    collections::HashSet,
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
    confined::office::{LARGEST, Office},
    entropy::SharedEntropy,
    media_type,
    storage::content_hash::ContentHash,
};

/// So long a person waits for them; then they see the text, and the pages the next time.
const PATIENCE: Duration = Duration::from_secs(10);

/// So long it is remembered that they cannot be made.
const REMEMBERED: Duration = Duration::from_hours(1);

/// A larger document is shown as its text.
pub const LARGEST_DOCUMENT: u64 = LARGEST;

/// So many wait to be made; others are shown as their text.
const WAITING: usize = 20;

/// Makes and keeps them.
pub struct Pages {
    office: Office,
    kept: Arc<Thumbnails>,
    entropy: SharedEntropy,
    /// Those that are being made.
    under_way: Mutex<HashSet<ContentHash>>,
    failed: Cache<ContentHash, ()>,
}

/// How it stands with the pages of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ready,
    UnderWay,
    /// They cannot be made.
    None,
}

impl Pages {
    /// `latchkey`: this program; `office`: LibreOffice.
    ///
    /// # Errors
    /// When `DATA_DIR` cannot be written.
    pub fn open(
        latchkey: PathBuf,
        office: PathBuf,
        data_dir: &Path,
        kept: Arc<Thumbnails>,
        entropy: SharedEntropy,
    ) -> Result<Self> {
        let office = Office::open(latchkey, office, data_dir)
            .map_err(|error| Error::internal(format!("DATA_DIR/office cannot be made: {error}")))?;
        let failed = Cache::builder().max_capacity(10_000).time_to_live(REMEMBERED).build();
        Ok(Self { office, kept, entropy, under_way: Mutex::new(HashSet::new()), failed })
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

    /// Has them made, and waits for a while; `whole` reads the document, if need be.
    ///
    /// # Errors
    /// What `whole` says.
    pub async fn ask(
        self: &Arc<Self>,
        hash: ContentHash,
        ending: String,
        whole: impl Future<Output = Result<Bytes>>,
    ) -> Result<State> {
        if tokio::fs::try_exists(self.kept.folder().join(place_of_pages(&hash))).await.unwrap_or(false) {
            return Ok(State::Ready);
        }
        if self.failed.contains_key(&hash) {
            return Ok(State::None);
        }
        let Some(claim) = self.claim(hash) else { return Ok(State::UnderWay) };
        let bytes = whole.await?;
        let own = self.clone();
        // The person may close the page: the next one finds the pages made.
        let made = tokio::spawn(async move {
            let is_made = own.make(hash, &ending, bytes).await;
            drop(claim);
            is_made
        });
        Ok(match timeout(PATIENCE, made).await {
            Ok(Ok(true)) => State::Ready,
            Ok(_) => State::None,
            Err(_) => State::UnderWay,
        })
    }

    async fn make(&self, hash: ContentHash, ending: &str, bytes: Bytes) -> bool {
        let name = self.entropy.uuid().simple().to_string();
        match self.office.pages(bytes, ending, &name).await {
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
    fn claim(self: &Arc<Self>, hash: ContentHash) -> Option<Claim> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let is_free = under_way.len() < WAITING && under_way.insert(hash);
        is_free.then(|| Claim { pages: self.clone(), hash })
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
