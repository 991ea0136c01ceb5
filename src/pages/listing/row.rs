//! One line of a list of documents, as the template `documents/parts/rows.html` shows it.

use crate::texts::size::Size;
use time::OffsetDateTime;

use crate::{
    documents::{
        document::{Entry, EntryKind, Placed},
        kind::Kind,
        name::Name,
        path::FolderPath,
    },
    previews,
    texts::calendar,
};

pub struct Row {
    pub id: String,
    pub name: String,
    pub revision: i64,
    /// Where a click leads: a document's page, a folder's listing.
    pub link: String,
    /// A document's bytes, to be saved.
    pub download: Option<String>,
    pub kind: &'static Kind,
    /// A small picture of it.
    pub thumbnail: Option<String>,
    pub is_folder: bool,
    pub size: Option<Size>,
    /// `None`: a folder that may only be passed through.
    pub changed: Option<Moment>,
    pub changed_by: String,
    pub is_favourite: bool,
    /// The folder that it lies in, in lists that go across folders: link and words.
    pub place: Option<(String, String)>,
}

pub struct Moment {
    pub exact: String,
    pub plain: String,
}

/// Below which address pages lead to folders and bytes.
const MOUNT: &str = "/files/";

impl Row {
    pub fn of(folder: &FolderPath, entry: &Entry, is_favourite: bool) -> Self {
        // Names in the database went through `Name` on their way in; one that did not, does not become a link.
        let name = Name::parse(&entry.name).ok();
        let at = |link: String| format!("{MOUNT}{link}");
        let (link, download) = match (name, entry.is_folder()) {
            (Some(name), true) => (at(folder.folder(&name).to_link()), None),
            (Some(name), false) => {
                let download = format!("{MOUNT}{}?download", folder.document(&name).to_link());
                (format!("/d/{}", entry.id), Some(download))
            }
            (None, _) => (String::new(), None),
        };
        Self {
            id: entry.id.to_string(),
            name: entry.name.clone(),
            revision: entry.revision,
            link,
            download,
            kind: Kind::of(&entry.kind),
            thumbnail: thumbnail(entry, previews::has_thumbnail),
            is_folder: entry.is_folder(),
            size: entry.size().map(Size),
            changed: entry.changed.as_ref().map(|changed| Moment::of(changed.at)),
            changed_by: entry.changed.as_ref().map_or_else(String::new, |changed| changed.by.name.clone()),
            is_favourite,
            place: None,
        }
    }

    /// With the folder that it lies in.
    pub fn placed(placed: &Placed) -> Self {
        let parent = placed.path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let folder = FolderPath::from_plain(parent).unwrap_or_default();
        let words = folder.names().last().map_or_else(|| text!("root-folder"), str::to_owned);
        let mut row = Self::of(&folder, &placed.entry, placed.is_favourite);
        row.changed = Some(Moment::of(placed.at));
        row.place = Some((format!("{MOUNT}{}", folder.to_link()), words));
        row
    }
}

/// The address of its small picture, where documents of its type may have one.
pub fn thumbnail(entry: &Entry, may_have: impl Fn(&str) -> bool) -> Option<String> {
    match &entry.kind {
        EntryKind::Document { content_type, .. } if may_have(content_type) => {
            Some(format!("/d/{}/thumbnail", entry.id))
        }
        _ => None,
    }
}

impl Moment {
    pub fn of(time: OffsetDateTime) -> Self {
        Self { exact: calendar::exact(&time), plain: calendar::short_moment(&time) }
    }
}
