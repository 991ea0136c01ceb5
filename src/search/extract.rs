//! The text of a document on its way to the index: read here where it is plain, and in a confined process where it has to be
//! parsed.

use actix_web::body::to_bytes_limited;
use bytes::Bytes;
use std::sync::Arc;

use crate::{
    Error, Result,
    confined::{Confined, ConfinedError, Input, Job, Limits},
    readers::{self, Readable, Text, UNSUPPORTED, scan},
    search::store::Waiting,
    storage::{blobs::Blobs, body::BlobBody, content_hash::ContentHash},
};

/// What can only be read as a whole is held in memory on its way to the other process.
pub const WHOLE: u64 = 64 * 1024 * 1024;

/// How much of a plain text is looked at; it holds more than is kept, in whatever encoding.
const PART: u64 = 2 * readers::ENOUGH as u64;

/// How often reading is begun.
pub const ATTEMPTS: usize = 3;

/// What is only a picture in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scans {
    None,
    /// These pages of it, from 1.
    Pages(Vec<i32>),
    /// All of it.
    Picture,
}

/// What there is to read in a document.
pub struct Extracted {
    pub text: Text,
    pub scans: Scans,
}

/// Why there is no text.
pub enum Unread {
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

/// Reads documents.
pub struct Extractor {
    blobs: Arc<Blobs>,
    confined: Confined,
}

impl Extractor {
    pub fn new(blobs: Arc<Blobs>, confined: Confined) -> Self {
        Self { blobs, confined }
    }

    /// Everything that is written in it.
    ///
    /// # Errors
    /// When there is no text, or not now.
    pub async fn extract(&self, waiting: &Waiting) -> Result<Extracted, Unread> {
        if self.blobs.withheld().holds(&waiting.hash) {
            return Err(Unread::Never(Some("it is in quarantine".to_owned())));
        }
        // Each attempt that ended without a word ended with the whole program.
        if usize::try_from(waiting.attempt).unwrap_or(usize::MAX) > ATTEMPTS {
            return Err(Unread::Broken("reading it was begun three times and never finished".to_owned()));
        }
        let mut is_picture = scan::is_picture(&waiting.content_type);
        let readable = match readers::readable(&waiting.content_type) {
            Readable::Perhaps => {
                let head = self.bytes(waiting, readers::HEAD as u64).await?;
                is_picture |= scan::is_picture_by(&head);
                readers::readable_by(&head)
            }
            known => known,
        };
        let most = match readable {
            Readable::No if is_picture => {
                return Ok(Extracted { text: Text::default(), scans: Scans::Picture });
            }
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
            return Ok(Extracted { text, scans: Scans::None });
        }
        let limits = Limits {
            time: std::time::Duration::from_mins(1),
            processor: std::time::Duration::from_secs(20),
            input: most,
            output: readers::ANSWER,
            in_background: true,
            ..Limits::default()
        };
        let text = self.confined.run(Job::Text, &waiting.content_type, Input::Bytes(bytes), limits).await?;
        let mut text = readers::received(&text);
        if is_cut {
            text.left_out.get_or_insert_with(|| "only its first 16 MB are searched".to_owned());
        }
        let scans = std::mem::take(&mut text.scans);
        let scans = if scans.is_empty() { Scans::None } else { Scans::Pages(scans) };
        Ok(Extracted { text, scans })
    }

    async fn bytes(&self, waiting: &Waiting, most: u64) -> Result<Bytes, Unread> {
        stored(&self.blobs, waiting.hash, waiting.size, most).await.map_err(|error| {
            tracing::warn!(detail = error.log(), "a document cannot be read for the search");
            Unread::NotNow("the bytes cannot be read from the store".to_owned())
        })
    }
}

/// The first bytes of a blob, at most `most`.
///
/// # Errors
/// When the store does not answer, or has not got them.
pub async fn stored(blobs: &Arc<Blobs>, hash: ContentHash, size: u64, most: u64) -> Result<Bytes> {
    let blob = blobs.read_apart(hash, size).await?;
    let end = size.min(most);
    let limit = usize::try_from(end).unwrap_or(usize::MAX);
    let read = to_bytes_limited(BlobBody::new(blob, 0, end), limit).await.map_err(Error::internal)?;
    read.map_err(|error| Error::internal(format!("blob {hash}: {error}")))
}
