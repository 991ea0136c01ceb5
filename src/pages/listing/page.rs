//! A folder as a page: breadcrumbs, columns that sort, one line for each entry.

use crate::texts::size::Size;
use std::collections::HashSet;

use askama::Template;
use uuid::Uuid;

use crate::{
    Result,
    access::level::Level,
    documents::{
        counts::Counts,
        document::Entry,
        folder_sizes::FolderSizes,
        item::Item,
        path::FolderPath,
        sort::{Column, Sort},
    },
    pages::listing::{
        page_address::Shown,
        readme::{Readme, Words},
        row::{Row, thumbnail},
        view::{Shape, View},
    },
    previews::Previews,
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
    /// The addresses of the pages around.
    earlier: Option<String>,
    later: Option<String>,
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
    pub shown: Shown,
    /// Of the whole folder.
    pub counts: Counts,
    pub favourites: HashSet<Uuid>,
    pub has_shelf: bool,
    /// Where they were asked for.
    pub sizes: Option<&'a FolderSizes>,
    pub readme: Option<Readme>,
    pub previews: &'a Previews,
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
    /// # Errors
    /// As [`Shown::around`].
    pub fn of(layout: Layout, listing: Listing) -> Result<Self> {
        let Listing { item, path, view, shown, counts, favourites, has_shelf, sizes, readme, previews } = listing;
        let (earlier, later) = shown.around(view.sort)?;
        let Shown { listed, from, .. } = shown;
        let row = |entry: &Entry| {
            let mut row = Row::of(path, entry, favourites.contains(&entry.id));
            row.size = row.size.or_else(|| sizes?.get(&entry.id).copied().map(Size));
            row.thumbnail = thumbnail(entry, |content_type| previews.may_have_thumbnail(content_type));
            row
        };
        Ok(Self {
            layout,
            item,
            title: path.names().last().map_or_else(|| text!("root-folder"), str::to_owned),
            crumbs: crumbs(path),
            up: path.parent().map(|parent| link(&parent)),
            view,
            columns: Column::ALL.map(|column| Heading::of(column, view.sort)).into(),
            rows: listed.entries.iter().map(row).collect(),
            summary: summary(counts),
            // Counted at another moment than the page was read.
            total: counts.entries().max(if listed.entries.is_empty() { 0 } else { from + listed.entries.len() }),
            from,
            earlier,
            later,
            has_folders: counts.folders > 0,
            shows_sizes: sizes.is_some(),
            has_shelf,
            readme,
        })
    }

    fn chunks(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunks(CHUNK)
    }

    /// Behind the last row of this page.
    fn to(&self) -> usize {
        self.from + self.rows.len()
    }

    fn is_tiles(&self) -> bool {
        self.view.shape == Shape::Tiles
    }

    fn may_edit(&self) -> bool {
        self.item.level >= Some(Level::Edit)
    }

    fn may_share(&self) -> bool {
        self.item.level >= Some(Level::Own)
    }

    /// Whether anything can be done with the folder as a whole, besides reading.
    fn has_more(&self) -> bool {
        let is_admin = self.layout.visitor.as_ref().is_some_and(|visitor| visitor.is_admin);
        self.may_edit() && (self.item.parent.is_some() || self.total > 0 || is_admin)
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

fn summary(counts: Counts) -> String {
    let Counts { folders, documents, bytes } = counts;
    let size = Size(bytes).to_string();
    match (folders, documents) {
        (0, _) => text!("summary-documents", documents = documents, size = size),
        (_, 0) => text!("summary-folders", folders = folders),
        _ => text!("summary-both", folders = folders, documents = documents, size = size),
    }
}
