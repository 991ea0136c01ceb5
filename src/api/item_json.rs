//! Items as programs see them.

use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::page_json::Listed;
use crate::documents::{
    changes::Trashed,
    item::{Content, Item, Trace},
};

// A folder or a document.
#[derive(Serialize, ToSchema)]
#[schema(as = Item)]
pub struct ItemJson {
    id: Uuid,
    #[schema(inline)]
    kind: Kind,
    /// Empty for the root folder.
    name: String,
    /// From the root on, such as /reports/q3.pdf; the root is /.
    path: String,
    /// null for the root folder.
    #[schema(required = true)]
    parent: Option<Uuid>,
    /// Counts the changes; in quotes, the entity tag.
    revision: i64,
    description: String,
    created: TraceJson,
    updated: TraceJson,
    /// The page for people.
    page: String,
    /// How many bytes may lie in this folder and below; null: no limit of its own. Folders only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    quota: Option<Limit>,
    // Documents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    content: Option<ContentJson>,
}

/// `None`: no limit of its own.
#[derive(Serialize)]
struct Limit(Option<u64>);

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Folder,
    Document,
}

/// One version of a document.
#[derive(Serialize, ToSchema)]
#[schema(as = Content)]
pub struct ContentJson {
    #[schema(minimum = 1)]
    version: i32,
    size: u64,
    content_type: String,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    sha256: String,
    added: TraceJson,
    /// When the file was last changed before it was added, if its sender told.
    #[serde(skip_serializing_if = "Option::is_none", with = "rfc3339::option")]
    #[schema(nullable = false)]
    modified_at: Option<OffsetDateTime>,
}

/// Who did something, and when.
#[derive(Serialize, ToSchema)]
#[schema(as = Trace)]
pub struct TraceJson {
    #[serde(with = "rfc3339")]
    at: OffsetDateTime,
    /// A person's name, or the command that did it.
    by: String,
}

// One line of the trash.
#[derive(Serialize, ToSchema)]
#[schema(as = Trashed)]
pub struct TrashedJson {
    /// What restores it.
    id: Uuid,
    item: Uuid,
    #[schema(inline)]
    kind: Kind,
    name: String,
    /// Where it lay.
    path: String,
    deleted: TraceJson,
    /// From then on it may go for good.
    #[serde(with = "rfc3339")]
    purged_at: OffsetDateTime,
    /// Null until they have been counted, right after the deletion.
    #[schema(required = true)]
    documents: Option<u64>,
    #[schema(required = true)]
    bytes: Option<u64>,
}

fn kind(is_folder: bool) -> Kind {
    if is_folder { Kind::Folder } else { Kind::Document }
}

impl From<Item> for ItemJson {
    fn from(item: Item) -> Self {
        Self {
            id: item.id,
            kind: kind(item.is_folder()),
            page: item.link(),
            path: format!("/{}", item.path),
            parent: item.parent,
            revision: item.revision,
            quota: item.is_folder().then_some(Limit(item.quota)),
            content: item.content().cloned().map(ContentJson::from),
            name: item.name,
            description: item.description,
            created: item.created.into(),
            updated: item.updated.into(),
        }
    }
}

impl From<Content> for ContentJson {
    fn from(Content { version, hash, size, content_type, added, modified_at }: Content) -> Self {
        Self { version, size, content_type, sha256: hash.to_string(), added: added.into(), modified_at }
    }
}

impl From<Trace> for TraceJson {
    fn from(trace: Trace) -> Self {
        Self { at: trace.at, by: trace.by.name }
    }
}

impl From<Trashed> for TrashedJson {
    fn from(Trashed { row, purged_at, .. }: Trashed) -> Self {
        Self {
            id: row.deletion,
            item: row.item,
            kind: kind(row.is_folder),
            name: row.name,
            path: format!("/{}", row.path),
            deleted: row.deleted.into(),
            purged_at,
            documents: row.holds.map(|held| held.documents),
            bytes: row.holds.map(|held| held.bytes),
        }
    }
}

impl Listed for ItemJson {
    const PART: &'static str = "Items";
    const LINES: &'static str = "items";
}

impl Listed for ContentJson {
    const PART: &'static str = "Versions";
    const LINES: &'static str = "versions";
}

impl Listed for TrashedJson {
    const PART: &'static str = "Trash";
    const LINES: &'static str = "trash";
}
