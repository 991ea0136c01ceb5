//! A folder: as a page for people (`page.rs`), and as JSON for programs.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header::{self, HeaderValue},
};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    Result,
    access::ladder::Reader,
    documents::{
        document::{Entry, EntryKind},
        listing::page::ListingPage,
        listing::sort::Sort,
        name::Name,
        path::FolderPath,
        service::Documents,
    },
    transport::page::{Layout, Page},
};

/// The answer for a folder at one of the two mounts.
pub async fn answer(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    mount: &'static str,
    path: &FolderPath,
) -> Result<HttpResponse> {
    let sort = Sort::from_query(request.query_string());
    let entries = documents.list(reader, path, sort).await?;
    if mount.starts_with("/api/") {
        return Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .json(FolderJson::of(mount, path, &entries)));
    }
    Ok(Page::ok(ListingPage::of(Layout::of(request), mount, path, sort, &entries)).respond_to(request))
}

/// Names in the database went through [`Name`] on their way in; one that did not, does not become a link.
pub(super) fn link(mount: &str, folder: &FolderPath, entry: &Entry) -> String {
    match (Name::parse(&entry.name), entry.is_folder()) {
        (Ok(name), true) => format!("{mount}{}", folder.folder(&name).to_link()),
        (Ok(name), false) => format!("{mount}{}", folder.document(&name).to_link()),
        (Err(_), _) => String::new(),
    }
}

/// To the second, as `<time>` and JSON want it (RFC 3339).
pub(super) fn exact(time: OffsetDateTime) -> String {
    time.replace_nanosecond(0).unwrap_or(time).format(&Rfc3339).unwrap_or_default()
}

/// A folder for a program.
#[derive(Serialize)]
struct FolderJson<'a> {
    path: String,
    entries: Vec<EntryJson<'a>>,
}

#[derive(Serialize)]
struct EntryJson<'a> {
    name: &'a str,
    kind: &'static str,
    href: String,
    changed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'a str>,
    /// Hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

impl<'a> FolderJson<'a> {
    fn of(mount: &str, path: &FolderPath, entries: &'a [Entry]) -> Self {
        let entries = entries.iter().map(|entry| {
            let (kind, content_type, sha256) = match &entry.kind {
                EntryKind::Folder => ("folder", None, None),
                EntryKind::Document { content_type, hash, .. } => {
                    ("document", Some(content_type.as_str()), Some(hash.to_string()))
                }
            };
            let href = link(mount, path, entry);
            let (name, changed_at, size) = (entry.name.as_str(), exact(entry.changed_at), entry.size());
            EntryJson { name, kind, href, changed_at, size, content_type, sha256 }
        });
        Self { path: path.to_string(), entries: entries.collect() }
    }
}
