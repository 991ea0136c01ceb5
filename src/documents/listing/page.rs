//! A folder as a page: breadcrumbs, columns that sort, one line for each entry.

use askama::Template;
use time::{OffsetDateTime, macros::format_description};

use crate::{
    documents::{
        document::{Entry, EntryKind},
        listing::answer::{exact, link},
        listing::size::Size,
        listing::sort::{Column, Sort},
        path::FolderPath,
    },
    transport::{assets, page::Layout},
};

#[derive(Template)]
#[template(path = "documents/listing.html")]
pub struct ListingPage {
    layout: Layout,
    title: String,
    crumbs: Vec<Crumb>,
    up: Option<String>,
    columns: Vec<Heading>,
    rows: Vec<Row>,
    summary: String,
    icons_url: String,
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
    pub fn of(layout: Layout, mount: &str, path: &FolderPath, sort: Sort, entries: &[Entry]) -> Self {
        Self {
            layout,
            title: path.names().last().unwrap_or("Documents").to_owned(),
            crumbs: crumbs(mount, path),
            up: path.parent().map(|parent| format!("{mount}{}", parent.to_link())),
            columns: Column::ALL.map(|column| Heading::of(column, sort)).into(),
            rows: entries.iter().map(|entry| Row::of(mount, path, entry)).collect(),
            summary: summary(entries),
            icons_url: assets::url("icons.svg"),
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
