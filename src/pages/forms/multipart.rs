//! Reading a form with files (`multipart/form-data`, RFC 7578) field by field, as it comes.

use std::time::Duration;

use actix_multipart::{Field, MultipartError};
use futures_util::{Stream, StreamExt};

use crate::{Result, uploads::failure};

/// How many bytes the form may take in addition to its files.
pub const FRAME: u64 = 1024 * 1024;

/// Some browsers send a path; where no file was chosen, an empty name.
pub fn file_name(field: &Field) -> Option<String> {
    let disposition = field.content_disposition()?;
    let name = match disposition.get_filename() {
        // As browsers write what would end the header (HTML standard, "multipart/form-data encoding algorithm").
        Some(name) => name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"),
        // Only some programs write it so (RFC 7578, section 4.2, says that they should not).
        None => String::from_utf8(disposition.get_filename_ext()?.value.clone()).ok()?,
    };
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The next field of the form, or the next piece of a field; `patience`: for its first byte.
///
/// # Errors
/// `TooSlow`; `Invalid` when the request breaks off.
pub async fn next_in<T>(
    stream: &mut (impl Stream<Item = Result<T, MultipartError>> + Unpin),
    patience: Duration,
) -> Result<Option<T>> {
    let next = tokio::time::timeout(patience, stream.next()).await.map_err(|_| failure::idle())?;
    next.transpose().map_err(|error| failure::cut_off(&error.to_string()))
}

/// Reads past a field, to what comes after it.
///
/// # Errors
/// As [`next_in`].
pub async fn drain(mut field: Field, patience: Duration) -> Result<()> {
    while next_in(&mut field, patience).await?.is_some() {}
    Ok(())
}
