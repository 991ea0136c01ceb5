//! What comes of storing bytes.

use std::{fmt, io};

use time::OffsetDateTime;

use crate::{Error, storage::content_hash::ContentHash};

/// Why bytes were not stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the source cannot be read: {0}")]
    Source(io::Error),
    #[error("there is no room left: {0}")]
    Full(io::Error),
    #[error("the store cannot be written: {0}")]
    Disk(io::Error),
    #[error("the store is away: {0}")]
    Away(String),
}

/// The message when stored bytes are missing or damaged: anybody who still has the file can repair that.
pub fn lost(log: impl fmt::Display) -> Error {
    Error::internal(log).saying(text!("store-lost"))
}

/// A full disk and an exhausted quota or limit mean the same to the sender.
impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::Full(error),
            _ => Self::Disk(error),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full(_) => Self::full(text!("store-full"), error),
            StoreError::Away(_) => Self::unavailable(error),
            StoreError::Source(_) | StoreError::Disk(_) => Self::internal(error),
        }
    }
}

/// What storing found out about the bytes.
#[derive(Debug, Clone)]
pub struct Stored {
    pub hash: ContentHash,
    pub size: u64,
    /// The first bytes, up to [`crate::media_type::HEAD`].
    pub head: Vec<u8>,
    /// When the file itself was last changed, if its sender told (`documents/file_time.rs`).
    pub modified_at: Option<OffsetDateTime>,
}
