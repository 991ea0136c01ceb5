//! What tus answers about an upload: headers, the upload as JSON, problems.

use std::time::SystemTime;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderName, HttpDate},
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use time::format_description::well_known::Rfc3339;
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, Type},
};
use uuid::Uuid;

use crate::{
    Error,
    documents::changes::{Added, Outcome},
    error::Meaning,
    transport::refusal::Problem,
    uploads::Upload,
};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// Ours: receiving, scanning, waiting, refused or done.
const STATE: HeaderName = HeaderName::from_static("upload-state");
/// Ours: new, version or skipped.
const OUTCOME: HeaderName = HeaderName::from_static("upload-outcome");
/// Ours: the id of the document that it became.
const DOCUMENT: HeaderName = HeaderName::from_static("upload-document");

/// The only version of the protocol that is spoken.
pub const VERSION: &str = "1.0.0";

/// An upload as JSON.
#[derive(Serialize, ToSchema)]
#[schema(as = Upload)]
pub struct UploadJson<'a> {
    pub id: Uuid,
    pub name: &'a str,
    /// Where it was sent to.
    pub folder: Uuid,
    /// Folders below that one, with / between; empty for none.
    pub path: String,
    pub length: u64,
    /// How many bytes are there; one less than all until there is a document, or all while they wait for the virus scan.
    pub offset: u64,
    #[schema(schema_with = states)]
    pub state: &'static str,
    /// When it is given up, unless it waits for its person or another byte comes.
    #[schema(format = DateTime)]
    pub expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = outcomes, required = false)]
    pub outcome: Option<&'static str>,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub document: Option<Uuid>,
    /// Why it was refused, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refused: Option<&'a str>,
}

fn states() -> Object {
    let states = ["receiving", "scanning", "waiting", "refused", "done"];
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(states)).build()
}

fn outcomes() -> Object {
    let outcomes = Outcome::ALL.map(Outcome::as_str);
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(outcomes)).build()
}

impl<'a> UploadJson<'a> {
    pub fn of(upload: &'a Upload, offset: u64) -> Self {
        let added = upload.added();
        Self {
            id: upload.id,
            name: upload.name.as_str(),
            folder: upload.folder,
            path: upload.path_text(),
            length: upload.length,
            offset: upload.reported_offset(offset),
            state: upload.state(),
            expires_at: upload.expires_at.truncate_to_second().format(&Rfc3339).unwrap_or_default(),
            outcome: added.map(|added| added.outcome.as_str()),
            document: added.map(|added| added.document),
            refused: upload.refused.as_deref(),
        }
    }
}

/// A problem with the upload that it is about, where all its bytes are there.
#[derive(Serialize, ToSchema)]
pub struct UploadProblem<'a> {
    #[serde(flatten)]
    problem: Problem<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    upload: Option<UploadJson<'a>>,
}

/// The address of an upload.
pub fn address(id: Uuid) -> String {
    format!("/uploads/{id}")
}

/// The start of every answer of the protocol.
pub fn start(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((RESUMABLE, VERSION)).insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}

/// As [`start`], with how far the upload is.
pub fn progress(status: StatusCode, upload: &Upload, offset: u64) -> HttpResponseBuilder {
    let mut answer = start(status);
    answer.insert_header((OFFSET, upload.reported_offset(offset))).insert_header((STATE, upload.state()));
    match upload.added() {
        Some(Added { outcome, document }) => {
            answer.insert_header((OUTCOME, outcome.as_str())).insert_header((DOCUMENT, document.to_string()));
        }
        None => {
            answer.insert_header((EXPIRES, HttpDate::from(SystemTime::from(upload.expires_at)).to_string()));
        }
    }
    answer
}

/// What the upload was announced with, as its sender wrote it.
pub fn metadata(upload: &Upload) -> String {
    let mut pairs = vec![
        ("filename", upload.name.to_string()),
        ("folder", upload.folder.to_string()),
        ("ontaken", upload.on_taken.as_str().to_owned()),
    ];
    pairs.extend((!upload.path.is_empty()).then(|| ("path", upload.path_text())));
    pairs.extend(upload.key.clone().map(|key| ("key", key)));
    let pairs: Vec<String> =
        pairs.into_iter().map(|(key, value)| format!("{key} {}", BASE64_STANDARD.encode(value))).collect();
    pairs.join(",")
}

/// All bytes are there, and the document is not: with the reason, and where to decide.
pub fn hindered(request: &HttpRequest, upload: &Upload, hindrance: &Error) -> HttpResponse {
    let mut answer = progress(hindrance.meaning().status(), upload, upload.length);
    answer.insert_header((header::LOCATION, address(upload.id)));
    problem(request, answer, hindrance, Some(UploadJson::of(upload, upload.length)))
}

/// A refusal, with the headers of the protocol.
pub fn refused(request: &HttpRequest, error: &Error) -> HttpResponse {
    let mut answer = start(error.meaning().status());
    match error.meaning() {
        Meaning::OtherVersion => answer.insert_header(("Tus-Version", VERSION)),
        Meaning::Method => answer.insert_header((header::ALLOW, "GET, HEAD, PATCH, DELETE")),
        _ => &mut answer,
    };
    problem(request, answer, error, None)
}

fn problem(
    request: &HttpRequest,
    mut answer: HttpResponseBuilder,
    error: &Error,
    upload: Option<UploadJson>,
) -> HttpResponse {
    if error.is_for_operator() {
        tracing::error!(detail = error.log(), "an upload failed");
    } else {
        tracing::debug!(detail = error.log(), "an upload was refused");
    }
    let problem = UploadProblem { problem: Problem::of(request, error), upload };
    if let Some(seconds) = error.retry_after() {
        answer.insert_header((header::RETRY_AFTER, seconds));
    }
    answer
        .insert_header((header::CONTENT_TYPE, Problem::MEDIA_TYPE))
        .body(serde_json::to_string(&problem).unwrap_or_default())
}
