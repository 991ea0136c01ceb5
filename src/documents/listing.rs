//! A folder as a page for people, and as JSON for programs.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header::{self, HeaderValue},
};
use askama::Template;
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use crate::{
    Result,
    access::ladder::Reader,
    documents::{
        document::{Entry, EntryKind},
        name::Name,
        path::FolderPath,
        service::Documents,
        size::Size,
        sort::{Column, Sort},
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

#[derive(Template)]
#[template(path = "documents/listing.html")]
struct ListingPage {
    layout: Layout,
    title: String,
    crumbs: Vec<Crumb>,
    up: Option<String>,
    columns: Vec<Heading>,
    rows: Vec<Row>,
    summary: String,
}

struct Crumb {
    name: String,
    link: String,
}

/// A column's heading: a link that sorts by it, or turns its order round.
struct Heading {
    label: &'static str,
    class: &'static str,
    link: String,
    /// As `aria-sort` spells it.
    order: &'static str,
}

struct Row {
    name: String,
    link: String,
    icon: &'static str,
    is_folder: bool,
    size: Option<Size>,
    changed: Moment,
}

struct Moment {
    exact: String,
    plain: String,
}

impl ListingPage {
    fn of(layout: Layout, mount: &str, path: &FolderPath, sort: Sort, entries: &[Entry]) -> Self {
        Self {
            layout,
            title: path.names().last().unwrap_or("Documents").to_owned(),
            crumbs: crumbs(mount, path),
            up: path.parent().map(|parent| format!("{mount}{}", parent.to_link())),
            columns: Column::ALL.map(|column| Heading::of(column, sort)).into(),
            rows: entries.iter().map(|entry| Row::of(mount, path, entry)).collect(),
            summary: summary(entries),
        }
    }
}

fn crumbs(mount: &str, path: &FolderPath) -> Vec<Crumb> {
    let mut crumbs = Vec::new();
    let mut at = Some(path.clone());
    while let Some(folder) = at {
        let name = folder.names().last().unwrap_or("Documents").to_owned();
        crumbs.push(Crumb { name, link: format!("{mount}{}", folder.to_link()) });
        at = folder.parent();
    }
    crumbs.reverse();
    crumbs
}

impl Heading {
    fn of(column: Column, sort: Sort) -> Self {
        let (label, class) = match column {
            Column::Name => ("Name", "name"),
            Column::Size => ("Size", "size"),
            Column::Changed => ("Changed", "changed"),
        };
        let is_sorted = column == sort.by;
        let order = match (is_sorted, sort.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        let next = if is_sorted && !sort.descending { "desc" } else { "asc" };
        Self { label, class, link: format!("?sort={}&order={next}", column.key()), order }
    }
}

impl Row {
    fn of(mount: &str, folder: &FolderPath, entry: &Entry) -> Self {
        Self {
            name: entry.name.clone(),
            link: link(mount, folder, entry),
            icon: icon(entry),
            is_folder: entry.is_folder(),
            size: entry.size().map(Size),
            changed: Moment::of(entry.changed_at),
        }
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

/// A name in `static/icons.svg`.
fn icon(entry: &Entry) -> &'static str {
    let EntryKind::Document { content_type, .. } = &entry.kind else { return "folder" };
    let (kind, rest) = content_type.split_once('/').unwrap_or_default();
    match kind {
        "image" => "file-image",
        "audio" => "file-audio",
        "video" => "file-video",
        _ if ["csv", "spreadsheet", "excel"].iter().any(|word| rest.contains(word)) => "file-spreadsheet",
        _ if ["zip", "tar", "compressed", "x-xz", "x-bzip"].iter().any(|word| rest.contains(word)) => "file-archive",
        _ if ["html", "xml", "json", "javascript", "css"].iter().any(|word| rest.starts_with(word)) => "file-code",
        "text" => "file-text",
        _ if ["pdf", "word", "opendocument.text"].iter().any(|word| rest.contains(word)) => "file-text",
        _ => "file",
    }
}

fn summary(entries: &[Entry]) -> String {
    let folders = entries.iter().filter(|entry| entry.is_folder()).count();
    let documents = entries.len() - folders;
    let bytes: u64 = entries.iter().filter_map(Entry::size).sum();
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let folders_text = count(folders, "folder", "folders");
    let documents_text = format!("{}, {}", count(documents, "document", "documents"), Size(bytes));
    match (folders, documents) {
        (0, _) => documents_text,
        (_, 0) => folders_text,
        _ => format!("{folders_text}, {documents_text}"),
    }
}

impl Moment {
    fn of(time: OffsetDateTime) -> Self {
        let plain = format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute] UTC");
        Self { exact: exact(time), plain: time.format(plain).unwrap_or_default() }
    }
}

/// To the second, as `<time>` and JSON want it (RFC 3339).
fn exact(time: OffsetDateTime) -> String {
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
