//! What the headers of the tus protocol say.

use actix_web::{
    HttpRequest,
    error::PayloadError,
    http::header::{self, HeaderMap},
    web::Payload,
};

use super::{checksum, metadata::Metadata};
use crate::{
    Error, Result,
    access::recheck::Recheck,
    documents::{
        file_time,
        item::{self, ROOT},
        name::Name,
        on_taken::OnTaken,
        path::DEEPEST,
    },
    settings::Patience,
    uploads::{Part, Plan, Prefixed},
};

/// The media type of bytes on their way (tus 1.0, "PATCH").
pub(super) const OF_BYTES: &str = "application/offset+octet-stream";

/// The rest of a request's body.
pub(super) type Body = Prefixed<Payload, PayloadError>;

pub(super) fn plan(headers: &HeaderMap) -> Result<Plan> {
    let length = number(headers, "upload-length")?.ok_or_else(|| wrong("no Upload-Length"))?;
    let metadata = text(headers, "upload-metadata")?.map(Metadata::parse).transpose()?.unwrap_or_default();
    let name = metadata.get("filename").ok_or_else(|| Error::invalid(text!("tus-no-name"), "no filename"))?;
    let folder = match metadata.get("folder") {
        None => ROOT,
        Some(id) => item::id(id).map_err(|_| Error::invalid(text!("tus-no-folder"), "the folder is no id"))?,
    };
    let choice = match metadata.get("ontaken") {
        None => OnTaken::Refuse,
        Some(word) => {
            OnTaken::parse(word).ok_or_else(|| Error::invalid(text!("tus-no-choice"), "another word for ontaken"))?
        }
    };
    let path = path(metadata.get("path").unwrap_or_default())?;
    let key = metadata.get("key").map(str::to_owned);
    if key.as_ref().is_some_and(|key| key.chars().count() > 100 || key.contains('\0')) {
        return Err(wrong("the key is too long"));
    }
    let modified_at = metadata.get("lastModified").and_then(file_time::of_milliseconds);
    Ok(Plan { folder, path, name: new_name(name)?, length, key, on_taken: choice, modified_at })
}

/// Folders with `/` between, as a browser names them in an uploaded folder.
fn path(text: &str) -> Result<Vec<Name>> {
    let path = text.split('/').filter(|step| !step.is_empty()).map(new_name).collect::<Result<Vec<_>>>()?;
    if path.len() >= DEEPEST {
        return Err(Error::invalid(text!("tus-too-deep"), "the path is too deep"));
    }
    Ok(path)
}

fn new_name(text: &str) -> Result<Name> {
    Name::parse_new(text).map_err(|reason| Error::invalid(reason.to_string(), "the name of an upload"))
}

/// The body, where there is one.
pub(super) fn part(
    request: &HttpRequest,
    offset: u64,
    patience: &Patience,
    source: Payload,
) -> Result<Option<Part<Body>>> {
    let headers = request.headers();
    if !is_of_bytes(headers) {
        return Ok(None);
    }
    let checksum = text(headers, "upload-checksum")?
        .map(|header| checksum::parse(header).ok_or_else(|| Error::invalid(text!("tus-checksum"), "Upload-Checksum")));
    let declared = number(headers, "content-length")?;
    let (recheck, patience) = (Recheck::of(request), patience.body);
    let (checksum, source) = (checksum.transpose()?, Body::new(source));
    Ok(Some(Part { offset, declared, checksum, source, recheck, patience }))
}

pub(super) fn is_of_bytes(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().eq_ignore_ascii_case(OF_BYTES.as_bytes()))
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>> {
    headers.get(name).map(|value| value.to_str().map_err(|_| wrong("a header is not plain text"))).transpose()
}

pub(super) fn number(headers: &HeaderMap, name: &str) -> Result<Option<u64>> {
    let Some(text) = text(headers, name)? else { return Ok(None) };
    let is_number = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_number).filter(|&number: &u64| i64::try_from(number).is_ok());
    number.map(Some).ok_or_else(|| wrong("a header is not a number"))
}

pub(super) fn wrong(log: &'static str) -> Error {
    Error::invalid(text!("tus-not-understood"), log)
}
