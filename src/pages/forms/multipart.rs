//! Reading a form with files (`multipart/form-data`, RFC 7578) field by field, as it comes.

use std::time::Duration;

use actix_multipart::{Field, MultipartError};
use actix_web::http::header;
use futures_util::{Stream, StreamExt};
use time::OffsetDateTime;

use super::file_name;
use crate::{Result, documents::file_time, uploads::failure};

/// How many bytes the form may take in addition to its files.
pub const FRAME: u64 = 1024 * 1024;

/// The field that says when the file in the next field was last changed: milliseconds since 1970, as for tus uploads.
pub const OWN_TIME: &str = "lastModified";

/// More digits than a time has.
const LONGEST_TIME: usize = 30;

/// The name of the file in this field. `None`: it holds no file.
pub fn file_name(field: &Field) -> Option<String> {
    let line = field.headers().get(header::CONTENT_DISPOSITION)?;
    file_name::of(std::str::from_utf8(line.as_bytes()).ok()?)
}

/// Reads the field [`OWN_TIME`]. `None`: it holds no time that counts.
///
/// # Errors
/// As [`next_in`].
pub async fn own_time(mut field: Field, patience: Duration) -> Result<Option<OffsetDateTime>> {
    let mut text = Vec::new();
    while let Some(piece) = next_in(&mut field, patience).await? {
        if text.len() <= LONGEST_TIME {
            text.extend_from_slice(&piece);
        }
    }
    Ok(std::str::from_utf8(&text).ok().and_then(file_time::of_milliseconds))
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
