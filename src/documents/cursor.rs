//! Cursors: where the next part of a list begins, in a form that says "do not look inside". Each names the last line
//! that was given, not a number of lines, so what others add or take away in between shifts nothing.

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
