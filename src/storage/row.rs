//! What rows of the database say of bytes, checked on its way out.

use crate::{Error, Result, storage::content_hash::ContentHash};

pub fn hash(sha256: Vec<u8>) -> Result<ContentHash> {
    ContentHash::try_from(sha256).map_err(|_| Error::internal("a SHA-256 in the database is not 32 bytes long"))
}

/// How many bytes.
pub fn bytes(size: i64) -> Result<u64> {
    u64::try_from(size).map_err(|_| Error::internal("a size in the database is negative"))
}
