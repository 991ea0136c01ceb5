//! The page of hits, with its filters.

use crate::texts::size::Size;
use askama::Template;
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    documents::path::{FolderPath, Place},
    search::{
        Found, Hit, Piece, Total, folder_link,
        query::{
            Below, CHANGED, KINDS, ORDERS, Query, SIZES, changed_in_words, cursor, kind_in_words, order_in_words,
            size_in_words,
        },
    },
    texts::calendar,
    transport::page::Layout,
};

#[derive(Template)]
#[template(path = "documents/search.html")]
pub struct SearchPage {
    layout: Layout,
    query: String,
    /// What is wrong with the address.
    complaint: Option<String>,
    /// Whether anything was looked for.
    asked: bool,
    rows: Vec<Row>,
    summary: String,
    next: Option<String>,
    kinds: Vec<Choice>,
    sizes: Vec<Choice>,
    since: String,
    until: String,
    by: String,
    /// The folder that is offered as a filter; empty: none.
    here: String,
    here_shown: String,
    /// Whether only that one was looked in.
    inside: bool,
    filtered: bool,
    everywhere_link: String,
    bare_link: String,
    orders: Vec<Choice>,
    times: Vec<Choice>,
    narrower: Vec<Chips>,
    zone: String,
}

/// A filter to be added by a click.
struct Chips {
    label: String,
    chips: Vec<Chip>,
}

struct Chip {
    label: String,
    link: String,
    /// Then the link takes it away again.
    chosen: bool,
}

struct Choice {
    value: &'static str,
    label: String,
    chosen: bool,
}

struct Row {
    name: String,
    link: String,
    icon: &'static str,
    kind: String,
    folder: String,
    folder_link: String,
    size: Option<Size>,
    changed: String,
    changed_exact: String,
    changed_by: String,
    passage: Vec<Piece>,
}

impl SearchPage {
    pub fn of(layout: Layout, query: &Query, found: &Found, complaint: Option<String>) -> Self {
        let (here, inside) = match &query.below {
            Below::Place(folder) => (plain(folder), true),
            Below::Everywhere | Below::Folder(_) => (offered(&layout.here), false),
        };
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            query: query.text.clone(),
            complaint,
            asked: !query.is_empty(),
            rows: found.hits.iter().map(Row::of).collect(),
            summary: summary(query, found),
            next: found.next.map(|skip| address(&layout.here, &[("cursor", &cursor(skip))])),
            kinds: KINDS
                .iter()
                .map(|value| Choice { value, label: kind_in_words(value), chosen: query.kind == Some(value) })
                .collect(),
            sizes: SIZES
                .iter()
                .map(|(value, ..)| Choice { value, label: size_in_words(value), chosen: query.size == Some(value) })
                .collect(),
            since: day(query.since),
            until: day(query.until),
            by: query.by.clone(),
            here_shown: here.replace('/', " / "),
            here,
            inside,
            everywhere_link: address(&layout.here, &[("in", ""), ("folder", ""), ("cursor", "")]),
            bare_link: address(
                &layout.here,
                &[
                    ("kind", ""),
                    ("size", ""),
                    ("since", ""),
                    ("until", ""),
                    ("changed", ""),
                    ("by", ""),
                    ("cursor", ""),
                ],
            ),
            filtered: query.kind.is_some()
                || query.size.is_some()
                || query.since.is_some()
                || query.until.is_some()
                || query.changed.is_some()
                || !query.by.is_empty(),
            orders: ORDERS
                .iter()
                .map(|order| Choice {
                    value: order.word(),
                    label: order_in_words(*order),
                    chosen: query.order == *order,
                })
                .collect(),
            times: CHANGED
                .iter()
                .map(|(value, _)| Choice {
                    value,
                    label: changed_in_words(value),
                    chosen: query.changed == Some(value),
                })
                .collect(),
            narrower: narrower(&layout.here, query, found),
            zone: query.zone.clone().unwrap_or_default(),
            layout,
        }
    }
}

/// By type, by time, and by the people who changed the hits.
fn narrower(here: &str, query: &Query, found: &Found) -> Vec<Chips> {
    let chip = |parameter: &str, value: &str, label: String, chosen: bool| {
        let link = address(here, &[(parameter, if chosen { "" } else { value }), ("cursor", "")]);
        Chip { label, link, chosen }
    };
    let kinds = KINDS.iter().map(|kind| chip("kind", kind, kind_in_words(kind), query.kind == Some(kind)));
    let times =
        CHANGED.iter().map(|(time, _)| chip("changed", time, changed_in_words(time), query.changed == Some(time)));
    let mut names: Vec<&str> = Vec::new();
    let changers = found.hits.iter().map(|hit| hit.changed_by.name.as_str());
    for name in Some(query.by.as_str()).into_iter().chain(changers).filter(|name| !name.is_empty()) {
        if !names.contains(&name) && names.len() < MOST_PEOPLE {
            names.push(name);
        }
    }
    let people = names.into_iter().map(|name| chip("by", name, name.to_owned(), query.by == name));
    vec![
        Chips { label: text!("search-chips-type"), chips: kinds.collect() },
        Chips { label: text!("search-chips-changed"), chips: times.collect() },
        Chips { label: text!("search-chips-by"), chips: people.collect() },
    ]
}

/// So many people are offered.
const MOST_PEOPLE: usize = 5;

/// The folder that the search box on a folder's page adds to the query.
fn offered(address: &str) -> String {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let here = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "here");
    here.and_then(|(_, here)| FolderPath::from_plain(&here).ok()).map(|here| plain(&here)).unwrap_or_default()
}

/// The folder whose page has this address, for the box in its head; empty: it is no folder's, or the root's.
pub fn folder_at(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    match path.strip_prefix("/files/").map(Place::parse) {
        Some(Ok(Place::Folder(folder))) => plain(&folder),
        _ => String::new(),
    }
}

/// Without a `/` at either end, as the filter has it.
fn plain(folder: &FolderPath) -> String {
    folder.names().collect::<Vec<_>>().join("/")
}

/// This page's address with other parameters; an empty one goes.
fn address(here: &str, changed: &[(&str, &str)]) -> String {
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let mut next = url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if !value.is_empty() && changed.iter().all(|(name, _)| *name != key) {
            next.append_pair(&key, &value);
        }
    }
    for (key, value) in changed.iter().filter(|(_, value)| !value.is_empty()) {
        next.append_pair(key, value);
    }
    format!("/search?{}", next.finish())
}

fn summary(query: &Query, found: &Found) -> String {
    let (first, last) = (query.skip + 1, query.skip + found.hits.len());
    let Total { count, is_least } = found.total;
    match (found.hits.len(), is_least) {
        (0, _) => text!("search-nothing"),
        (hits, false) if hits == count => text!("search-hits", count = count),
        (_, false) => text!("search-hits-of", first = first, last = last, count = count),
        (_, true) => text!("search-hits-of-more", first = first, last = last, count = count),
    }
}

impl Row {
    fn of(hit: &Hit) -> Self {
        let at: OffsetDateTime = hit.changed_at.truncate_to_second();
        Self {
            name: hit.name().to_owned(),
            link: hit.link(),
            icon: icon(hit),
            kind: kind_in_words(&hit.kind),
            folder: if hit.folder().is_empty() { text!("root-folder") } else { hit.folder().replace('/', " / ") },
            folder_link: folder_link(hit.folder()),
            size: hit.size.map(Size),
            changed: calendar::short_moment(&at),
            changed_exact: at.format(&Rfc3339).unwrap_or_default(),
            changed_by: hit.changed_by.name.clone(),
            passage: hit.passage.clone(),
        }
    }
}

/// A name in `static/icons.svg`.
fn icon(hit: &Hit) -> &'static str {
    match hit.kind.as_str() {
        "folder" => "folder",
        "text" | "pdf" => "file-text",
        "office" => "file-spreadsheet",
        "picture" => "file-image",
        "sound" => "file-audio",
        "film" => "file-video",
        _ => "file",
    }
}
