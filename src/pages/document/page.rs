//! The page of a document.

use crate::texts::size::Size;
use askama::Template;

use crate::{
    access::level::Level,
    documents::{
        item::{Content, Item},
        name::Name,
        neighbours::{Neighbours, Sibling},
        path::FolderPath,
    },
    pages::document::known_words::KnownWords,
    previews::{Preview, folder_of, kind},
    scanning::Scanned,
    settings::PublicUrl,
    transport::page::Layout,
};

/// The parts that it includes use `layout`, `item` and `versions`.
#[derive(Template)]
#[template(path = "documents/document.html")]
pub struct DocumentPage {
    layout: Layout,
    item: Item,
    /// The latest first.
    versions: Vec<Content>,
    preview: Preview,
    /// The version that is shown, where it is not the current one.
    old: Option<i32>,
    crumbs: Vec<Crumb>,
    /// The bytes, to be looked at.
    source: String,
    /// The bytes, to be saved.
    download: String,
    thumbnail: String,
    /// The pages that were made of an Office file.
    pages: String,
    permanent: String,
    kind: String,
    size: Size,
    /// What is shown.
    content: Content,
    known_words: KnownWords,
    /// What the virus scan said; `None`: there is none.
    scanned: Option<Scanned>,
    /// The versions that are quarantined.
    withheld: Vec<i32>,
    /// Whether it is a favourite of this person; `None`: a guest, who has none.
    favourite: Option<bool>,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
}

/// What the page is about.
pub struct Shown {
    /// The current one, or an older one that was asked for.
    pub content: Content,
    pub preview: Preview,
    pub known_words: KnownWords,
    pub scanned: Option<Scanned>,
    pub withheld: Vec<i32>,
    pub beside: Neighbours,
    pub favourite: Option<bool>,
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
    fn may_edit(&self) -> bool {
        self.item.level >= Some(Level::Edit)
    }

    fn may_share(&self) -> bool {
        self.item.level >= Some(Level::Own)
    }

    pub fn of(layout: Layout, site: &PublicUrl, item: Item, versions: Vec<Content>, shown: Shown) -> Self {
        let Shown { content, preview, known_words, scanned, withheld, beside, favourite } = shown;
        let folder = folder_of(&item);
        let old = item.content().is_some_and(|current| current.version != content.version).then_some(content.version);
        let source = match (Name::parse(&item.name), old) {
            (_, Some(number)) => format!("/d/{}/versions/{number}/file", item.id),
            (Ok(name), None) => format!("/files/{}", folder.document(&name).to_link()),
            // Such names are never accepted, but they may have been written by other means.
            (Err(_), None) => format!("/d/{}/file", item.id),
        };
        Self {
            crumbs: crumbs(&folder),
            download: format!("{source}?download"),
            source,
            thumbnail: match old {
                Some(number) => format!("/d/{}/thumbnail?size=1600&version={number}", item.id),
                None => format!("/d/{}/thumbnail?size=1600", item.id),
            },
            pages: match old {
                Some(number) => format!("/d/{}/pages?version={number}", item.id),
                None => format!("/d/{}/pages", item.id),
            },
            permanent: format!("{}/d/{}", site.origin(), item.id),
            kind: kind::in_words(&item.name, &content.content_type),
            size: Size(content.size),
            content,
            favourite,
            old,
            previous: beside.previous.map(Neighbour::of),
            next: beside.next.map(Neighbour::of),
            layout,
            item,
            versions,
            preview,
            known_words,
            scanned,
            withheld,
        }
    }

    /// Where somebody has signed in at a link to the file itself (`sign_in/landing.rs`): that link, with its query.
    fn opening(&self) -> Option<String> {
        let is_asked = |query: &str| query.contains("done=opening") && !self.is_quarantined();
        let (_, query) = self.layout.here.split_once('?').filter(|(_, query)| is_asked(query))?;
        let is_of_page = |pair: &&str| ["done=", "_=", "version="].iter().any(|name| pair.starts_with(name));
        let rest: Vec<&str> = query.split('&').filter(|pair| !is_of_page(pair)).collect();
        Some(if rest.is_empty() { self.source.clone() } else { format!("{}?{}", self.source, rest.join("&")) })
    }

    /// Whether nobody gets the bytes of a version.
    fn is_withheld(&self, version: &Content) -> bool {
        self.withheld.contains(&version.version)
    }

    /// Whether nobody gets the bytes that the page is about.
    fn is_quarantined(&self) -> bool {
        matches!(self.preview, Preview::Quarantined(_))
    }

    fn is_admin(&self) -> bool {
        self.layout.visitor.as_ref().is_some_and(|visitor| visitor.is_admin)
    }

    /// A link to its folder.
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
        let name = folder.names().last().map_or_else(|| text!("root-folder"), str::to_owned);
        crumbs.push(Crumb { name, link: format!("/files/{}", folder.to_link()) });
        at = folder.parent();
    }
    crumbs.reverse();
    crumbs
}
