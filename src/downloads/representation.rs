//! `GET /files/{path}` and `GET /api/files/{path}`: the same bytes at two addresses, one for people and
//! one for programs. What differs, the way of refusing, is decided in `transport/refusal.rs`.
//!
//! An address that ends in `/` is a folder and answers its listing; a folder's address without the `/`
//! leads to the one with it, so that relative links in it work. HTTP as RFC 9110 has it: validators,
//! preconditions, ranges, HEAD.

use crate::transport::conditional::{self, Outcome};
use crate::transport::range::{self, Asked};
use std::ops::Range;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::{BodySize, MessageBody},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
};

use crate::{
    Error, Result,
    access::ladder::Reader,
    audit::{HandOut, How, Ledger, What},
    documents::{
        document::Document,
        path::{FolderPath, Place},
        service::{Documents, Found},
    },
    downloads::recorded::{Counted, begin, begin_as, what},
    error::Meaning,
    storage::body::{BlobBody, OnlyLength},
    transport::recheck::recheck,
};

/// Whatever a document holds, it does nothing on our origin (I10): no script, no form, no frame, an
/// origin of its own. The styles are those that browsers themselves put around an image or a PDF.
const SANDBOX: &str = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// Audio and video cannot run anything, and a player fetches the parts it needs itself: from a sandbox that would be
/// a request from a foreign origin, without the session's cookie, and be refused.
const PLAYER: &str = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'self'";

const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Answers with the item at the address of this request, below one of the two mounts; `list` answers for a folder.
///
/// # Errors
/// `NotFound` when there is nothing, and never was; the errors of `list`.
pub async fn at_path(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    ledger: &Ledger,
    mount: &'static str,
    list: impl AsyncFnOnce(&FolderPath) -> Result<HttpResponse>,
) -> Result<HttpResponse> {
    let place = Place::parse(below(mount, request.uri().path())?)?;
    // Everything but a download is boxed: otherwise the future of each download would include theirs, and move it.
    let answered = match &place {
        Place::Folder(path) => Box::pin(list(path)).await,
        Place::Document(path) => match documents.open(reader, path).await {
            Ok(Found::Document(document)) => answer(reader, request, documents, ledger, &document).await,
            // Not permanent: a folder's address may be a document's later.
            Ok(Found::Folder) => Ok(elsewhere(
                StatusCode::PERMANENT_REDIRECT,
                &format!("{mount}{}", path.as_folder().to_link()),
                request.query_string(),
            )),
            Err(error) => Err(error),
        },
    };
    match answered {
        Err(error) if error.meaning() == Meaning::NotFound => {
            let moved = Box::pin(documents.moved(reader, &place)).await?.ok_or(error)?;
            // Temporary: another item may get this address.
            let link = format!("{mount}{moved}");
            Ok(elsewhere(StatusCode::TEMPORARY_REDIRECT, &link, request.query_string()))
        }
        answered => answered,
    }
}

/// The rest of an address as it was sent: the framework's own decoding would turn `%2e%2e` into `..`. An address with
/// escapes in the mount is not ours.
fn below<'a>(mount: &str, path: &'a str) -> Result<&'a str> {
    path.strip_prefix(mount).ok_or_else(|| Error::not_found("the address does not begin with the mount"))
}

/// Redirects to another address of this site, with the same query; the response is not cached.
fn elsewhere(status: StatusCode, link: &str, query: &str) -> HttpResponse {
    let mark = if query.is_empty() { "" } else { "?" };
    HttpResponseBuilder::new(status)
        .insert_header((header::LOCATION, format!("{link}{mark}{query}")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// The bytes of a document, whatever address it was found by.
///
/// # Errors
/// `Unavailable` also when the record cannot be written.
pub async fn answer(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    ledger: &Ledger,
    document: &Document,
) -> Result<HttpResponse> {
    let save = asks_to_save(request.query_string());
    let what = what(document, if document.is_shown && !save { How::View } else { How::Download });
    let begin = async |part: Leaves| match part {
        Leaves::Store => begin_as(ledger, reader, document, What { redirected: true, ..what }).await,
        Leaves::Here { .. } => begin_as(ledger, reader, document, what).await,
    };
    give(reader, request, documents, document, (save, may_go_elsewhere(request.headers())), begin).await
}

/// A document as an attachment, and never as a link to the store: a resumed download requests this address again.
pub async fn answer_from_here(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    ledger: &Ledger,
    document: &Document,
) -> Result<HttpResponse> {
    let begin = async |_: Leaves| begin(ledger, reader, document, How::Download).await;
    give(reader, request, documents, document, (true, false), begin).await
}

/// The same with a record of its own: `begin` is called when bytes are about to be sent, with whether they begin after the start.
///
/// # Errors
/// As `begin`.
pub async fn answer_counted(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    document: &Document,
    begin: impl AsyncFnOnce(bool) -> Result<HandOut>,
) -> Result<HttpResponse> {
    let begin = async |part: Leaves| begin(matches!(part, Leaves::Here { goes_on: true })).await;
    give(reader, request, documents, document, (true, false), begin).await
}

/// Who sends the bytes that are about to leave.
#[derive(Debug, Clone, Copy)]
enum Leaves {
    /// The store, by a link.
    Store,
    /// This program; whether they begin after the start.
    Here { goes_on: bool },
}

async fn give(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    document: &Document,
    (save, may_redirect): (bool, bool),
    begin: impl AsyncFnOnce(Leaves) -> Result<HandOut>,
) -> Result<HttpResponse> {
    documents.may_leave(&document.hash)?;
    let headers = request.headers();
    match conditional::weigh(headers, &document.validators) {
        Outcome::NotModified => return Ok(validators(StatusCode::NOT_MODIFIED, document).finish()),
        Outcome::Failed => return Ok(validators(StatusCode::PRECONDITION_FAILED, document).finish()),
        Outcome::Proceed => {}
    }
    let is_get = request.method() == Method::GET;
    // Only GET has ranges (RFC 9110, section 14.2).
    let counts = is_get && conditional::range_counts(headers, &document.validators, documents.now());
    let asked = if counts { range::asked(headers.get_all(header::RANGE), document.size) } else { Asked::Whole };
    let asked_whole = asked == Asked::Whole;
    let (status, part) = match asked {
        Asked::Whole => (StatusCode::OK, 0..document.size),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Nothing => {
            let mut answer = validators(StatusCode::RANGE_NOT_SATISFIABLE, document);
            return Ok(answer.insert_header((header::CONTENT_RANGE, format!("bytes */{}", document.size))).finish());
        }
    };
    let mut answer = validators(status, document);
    represent(&mut answer, document, save);
    if status == StatusCode::PARTIAL_CONTENT {
        answer.insert_header((header::CONTENT_RANGE, content_range(&part, document.size)));
    }
    if !is_get {
        return Ok(answer.body(OnlyLength(part.end)));
    }
    if asked_whole
        && may_redirect
        && let Some(link) = documents.link(reader, document, disposition(document, save)).await?
    {
        begin(Leaves::Store).await?.redirected();
        return Ok(to_store(&link));
    }
    let blob = documents.bytes(reader, document).await?;
    let body = BlobBody::new(blob, part.start, part.end).ready().await?;
    debug_assert_eq!(body.size(), BodySize::Sized(part.end - part.start));
    // The last thing before the first byte: what fails earlier hands nothing out.
    let hand_out = begin(Leaves::Here { goes_on: part.start > 0 }).await?;
    Ok(answer.body(recheck(request, Counted::part(body, hand_out, part, document.size))))
}

/// What every answer about a document says, 304 and 416 too (RFC 9110, section 15.4.5).
fn validators(status: StatusCode, document: &Document) -> HttpResponseBuilder {
    let mut answer = HttpResponseBuilder::new(status);
    answer
        .insert_header((header::ETAG, document.validators.etag.clone()))
        .insert_header((header::LAST_MODIFIED, document.headers.last_modified.clone()))
        // Cached by the browser only, and never used without revalidation: the role may be withdrawn in the meantime.
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")))
        .insert_header((header::ACCEPT_RANGES, HeaderValue::from_static("bytes")))
        .insert_header((RESOURCE_POLICY, HeaderValue::from_static("same-origin")))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(if document.is_played { PLAYER } else { SANDBOX }),
        ));
    answer
}

/// What the bytes are and what to do with them.
fn represent(answer: &mut HttpResponseBuilder, document: &Document, save: bool) {
    let headers = &document.headers;
    answer
        .insert_header((header::CONTENT_TYPE, headers.content_type.clone()))
        .insert_header((header::CONTENT_DISPOSITION, disposition(document, save).clone()))
        .insert_header((REPR_DIGEST, headers.repr_digest.clone()));
}

fn disposition(document: &Document, save: bool) -> &HeaderValue {
    let headers = &document.headers;
    if document.is_shown && !save { &headers.inline } else { &headers.attachment }
}

/// What a page of ours shows stays on our origin, as its policy says; a person or a program follows where it is sent.
fn may_go_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|destination| destination == "document")
}

/// The link is valid for a minute for anybody who has it, so this response is not cached.
fn to_store(link: &str) -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header((header::LOCATION, link))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish()
}

/// `?download` saves what would be shown.
fn asks_to_save(query: &str) -> bool {
    !query.is_empty() && url::form_urlencoded::parse(query.as_bytes()).any(|(key, _)| key == "download")
}

/// The end is the last byte, not the one after it; a range is never empty.
fn content_range(part: &Range<u64>, length: u64) -> String {
    format!("bytes {}-{}/{length}", part.start, part.end - 1)
}
