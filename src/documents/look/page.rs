//! The page of a document.

use askama::Template;

use crate::{
    documents::{
        item::Item,
        listing::size::Size,
        look::{
            beside::Beside,
            kind,
            preview::{Preview, folder_of},
        },
        name::Name,
        path::FolderPath,
        store::Sibling,
    },
    settings::PublicUrl,
    transport::page::Layout,
};

/// The parts that it includes use `layout` and `item`.
#[derive(Template)]
#[template(path = "documents/document.html")]
pub struct DocumentPage {
    layout: Layout,
    item: Item,
    preview: Preview,
    crumbs: Vec<Crumb>,
    /// The bytes, to be looked at.
    source: String,
    /// The bytes, to be saved.
    download: String,
    thumbnail: String,
    permanent: String,
    kind: String,
    size: Size,
    version: i32,
    content_type: String,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
}

struct Crumb {
    name: String,
    link: String,
}

struct Neighbour {
    name: String,
    link: String,
}

impl DocumentPage {
    pub fn of(layout: Layout, site: &PublicUrl, item: Item, preview: Preview, beside: Beside) -> Self {
        let folder = folder_of(&item);
        let source = match Name::parse(&item.name) {
            Ok(name) => format!("/files/{}", folder.document(&name).to_link()),
            // Never let in, but perhaps by somebody else's hand: no link rather than a wrong one.
            Err(_) => String::new(),
        };
        let content = item.content();
        let content_type = content.map(|content| content.content_type.clone()).unwrap_or_default();
        Self {
            crumbs: crumbs(&folder),
            download: format!("{source}?download"),
            source,
            thumbnail: format!("/d/{}/thumbnail?size=1600", item.id),
            permanent: format!("{}/d/{}", site.origin(), item.id),
            kind: kind::in_words(&item.name, &content_type),
            size: Size(content.map_or(0, |content| content.size)),
            version: content.map_or(0, |content| content.version),
            content_type,
            previous: beside.previous.map(Neighbour::of),
            next: beside.next.map(Neighbour::of),
            layout,
            item,
            preview,
        }
    }

    /// Back to where it lies.
    fn up(&self) -> &str {
        self.crumbs.last().map_or("/files/", |crumb| &crumb.link)
    }

    /// Whether the last change was another than the making of the only version.
    fn was_changed(&self) -> bool {
        self.item.updated != self.item.created
    }
}

impl Neighbour {
    fn of(sibling: Sibling) -> Self {
        Self { name: sibling.name, link: format!("/d/{}", sibling.id) }
    }
}

fn crumbs(folder: &FolderPath) -> Vec<Crumb> {
    let mut crumbs = Vec::new();
    let mut at = Some(folder.clone());
    while let Some(folder) = at {
        let name = folder.names().last().unwrap_or("Documents").to_owned();
        crumbs.push(Crumb { name, link: format!("/files/{}", folder.to_link()) });
        at = folder.parent();
    }
    crumbs.reverse();
    crumbs
}
