//! Cursors: the position of the next page of a list, in an opaque form. Each contains the last line that was
//! returned, not a number of lines, so additions and removals in between do not shift anything.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

pub fn write(place: &impl Serialize) -> Result<String> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).map_err(Error::internal)?))
}

/// # Errors
/// `Invalid` for what this program did not write.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    let strange = || Error::invalid(text!("api-strange-cursor"), "a strange cursor");
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| strange())?;
    // PostgreSQL knows no NUL in text.
    if bytes.windows(6).any(|bytes| bytes == b"\\u0000") {
        return Err(strange());
    }
    serde_json::from_slice(&bytes).map_err(|_| strange())
}
