//! A folder as a page: breadcrumbs, columns that sort, one line for each entry.

use std::collections::HashSet;

use askama::Template;
use uuid::Uuid;

use crate::{
    documents::{
        document::Entry,
        item::Item,
        listing::{
            readme::{Readme, Words},
            row::Row,
            size::Size,
            sizes::FolderSizes,
            sort::{Column, Sort},
            view::{Shape, View},
        },
        path::FolderPath,
    },
    transport::page::Layout,
};

/// How many entries stand on one page: a browser lays out so many in a few hundredths of a second. Where scripts
/// run, the next pages follow by themselves.
pub const PAGE: usize = 250;

/// How many rows a browser puts off laying out as one piece while they are out of sight.
const CHUNK: usize = 25;

#[derive(Template)]
#[template(path = "documents/listing.html")]
pub struct ListingPage {
    layout: Layout,
    /// The folder; for the parts that are included.
    item: Item,
    title: String,
    crumbs: Vec<Crumb>,
    up: Option<String>,
    view: View,
    columns: Vec<Heading>,
    rows: Vec<Row>,
    summary: String,
    total: usize,
    /// The first row of this page, counted from 0.
    from: usize,
    has_folders: bool,
    shows_sizes: bool,
    has_shelf: bool,
    readme: Option<Readme>,
}

/// What the page is made of.
pub struct Listing<'a> {
    pub item: Item,
    pub path: &'a FolderPath,
    pub view: View,
    pub entries: &'a [Entry],
    pub from: usize,
    pub favourites: HashSet<Uuid>,
    pub has_shelf: bool,
    /// Where they were asked for.
    pub sizes: Option<&'a FolderSizes>,
    pub readme: Option<Readme>,
}

struct Crumb {
    name: String,
    link: String,
}

/// A column's heading: a link that sorts by it, or turns its order round.
struct Heading {
    label: String,
    class: &'static str,
    link: String,
    /// As `aria-sort` spells it.
    order: &'static str,
}

impl ListingPage {
    pub fn of(layout: Layout, listing: Listing) -> Self {
        let Listing { item, path, view, entries, from, favourites, has_shelf, sizes, readme } = listing;
        let shown = entries.iter().skip(from).take(PAGE);
        let row = |entry: &Entry| {
            let mut row = Row::of(path, entry, favourites.contains(&entry.id));
            row.size = row.size.or_else(|| sizes?.get(&entry.id).copied().map(Size));
            row
        };
        Self {
            layout,
            item,
            title: path.names().last().map_or_else(|| text!("root-folder"), str::to_owned),
            crumbs: crumbs(path),
            up: path.parent().map(|parent| link(&parent)),
            view,
            columns: Column::ALL.map(|column| Heading::of(column, view.sort)).into(),
            rows: shown.map(row).collect(),
            summary: summary(entries),
            total: entries.len(),
            from,
            has_folders: entries.iter().any(Entry::is_folder),
            shows_sizes: sizes.is_some(),
            has_shelf,
            readme,
        }
    }

    fn chunks(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunks(CHUNK)
    }

    /// Behind the last row of this page.
    fn to(&self) -> usize {
        self.from + self.rows.len()
    }

    fn earlier(&self) -> Option<usize> {
        (self.from > 0).then(|| self.from.saturating_sub(PAGE))
    }

    fn later(&self) -> Option<usize> {
        (self.to() < self.total).then(|| self.to())
    }

    fn is_tiles(&self) -> bool {
        self.view.shape == Shape::Tiles
    }

    /// Whether anything can be done with the folder as a whole, besides reading.
    fn has_more(&self) -> bool {
        let is_admin = self.layout.visitor.as_ref().is_some_and(|visitor| visitor.is_admin);
        self.layout.may_edit() && (self.item.parent.is_some() || self.total > 0 || is_admin)
    }
}

fn link(folder: &FolderPath) -> String {
    format!("/files/{}", folder.to_link())
}

fn crumbs(path: &FolderPath) -> Vec<Crumb> {
    let mut crumbs = Vec::new();
    let mut at = Some(path.clone());
    while let Some(folder) = at {
        let name = folder.names().last().map_or_else(|| text!("root-folder"), str::to_owned);
        crumbs.push(Crumb { name, link: link(&folder) });
        at = folder.parent();
    }
    crumbs.reverse();
    crumbs
}

impl Heading {
    fn of(column: Column, sort: Sort) -> Self {
        let (label, class) = match column {
            Column::Name => (text!("column-name"), "name"),
            Column::Size => (text!("column-size"), "size"),
            Column::Type => (text!("column-type"), "type"),
            Column::Changed => (text!("column-changed"), "changed"),
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

fn summary(entries: &[Entry]) -> String {
    let folders = entries.iter().filter(|entry| entry.is_folder()).count();
    let documents = entries.len() - folders;
    let bytes: u64 = entries.iter().filter_map(Entry::size).sum();
    let size = Size(bytes).to_string();
    match (folders, documents) {
        (0, _) => text!("summary-documents", documents = documents, size = size),
        (_, 0) => text!("summary-folders", folders = folders),
        _ => text!("summary-both", folders = folders, documents = documents, size = size),
    }
}
