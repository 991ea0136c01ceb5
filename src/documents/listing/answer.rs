//! A folder: as a page for people (`page.rs`), and as JSON for programs.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header::{self, HeaderValue},
};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::{
    Result,
    access::ladder::Reader,
    documents::{
        document::{Entry, EntryKind, Listed},
        listing::{
            page::{Listing, ListingPage},
            readme::readme,
            sort::Sort,
            view::View,
        },
        name::Name,
        path::FolderPath,
        service::Documents,
        shelf,
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
    if mount.starts_with("/api/") {
        let listed = documents.list(reader, path, Sort::from_query(request.query_string())).await?;
        return Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .json(FolderJson::of(mount, path, &listed.entries)));
    }
    page(reader, request, documents, path).await
}

async fn page(
    reader: &Reader,
    request: &HttpRequest,
    documents: &Documents,
    path: &FolderPath,
) -> Result<HttpResponse> {
    let view = View::of(request);
    let asked = Asked::of(request.query_string());
    let listed = documents.list(reader, path, view.sort).await?;
    let Listed { folder, entries } = &*listed;
    let folder = *folder;
    let sizes = if asked.sizes { Some(documents.folder_sizes(reader, folder).await?) } else { None };
    let listing = Listing {
        item: documents.item(reader, folder).await?,
        path,
        view,
        entries,
        from: asked.from,
        favourites: documents.favourites_in(reader, folder).await?,
        has_shelf: shelf::has_shelf(reader),
        sizes: sizes.as_deref(),
        readme: readme(reader, documents, entries).await,
    };
    Ok(Page::ok(ListingPage::of(Layout::of(request), listing)).respond_to(request))
}

/// What only this one page is asked for; how lists look stands in [`View`].
#[derive(Default)]
struct Asked {
    /// The first row, counted from 0.
    from: usize,
    sizes: bool,
}

impl Asked {
    fn of(query: &str) -> Self {
        let mut asked = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "from" => asked.from = value.parse().unwrap_or_default(),
                "sizes" => asked.sizes = true,
                _ => {}
            }
        }
        asked
    }
}

/// Names in the database went through [`Name`] on their way in; one that did not, does not become a link.
fn link(mount: &str, folder: &FolderPath, entry: &Entry) -> String {
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
    id: Uuid,
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
            let (name, changed_at, size) = (entry.name.as_str(), exact(entry.changed.at), entry.size());
            EntryJson { id: entry.id, name, kind, href, changed_at, size, content_type, sha256 }
        });
        Self { path: path.to_string(), entries: entries.collect() }
    }
}
