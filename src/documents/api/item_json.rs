//! Items as programs see them.

use serde::Serialize;
use serde_json::Value;
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use crate::documents::{
    changes::Trashed,
    item::{Content, Item, Trace},
};

/// A folder or a document.
#[derive(Serialize)]
pub struct ItemJson {
    id: Uuid,
    kind: &'static str,
    name: String,
    /// From the root on: `/reports/q3.pdf`; the root is `/`.
    path: String,
    /// `null`: the root.
    parent: Option<Uuid>,
    revision: i64,
    description: String,
    created: TraceJson,
    updated: TraceJson,
    /// The page for people.
    page: String,
    /// In bytes; `null`: no limit of its own. Folders only.
    #[serde(skip_serializing_if = "Option::is_none")]
    quota: Option<Value>,
    /// Documents only.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<ContentJson>,
}

#[derive(Serialize)]
pub struct ContentJson {
    version: i32,
    size: u64,
    content_type: String,
    sha256: String,
    added: TraceJson,
}

#[derive(Serialize)]
pub struct TraceJson {
    #[serde(with = "rfc3339")]
    at: OffsetDateTime,
    by: String,
}

/// One line of the trash.
#[derive(Serialize)]
pub struct TrashedJson {
    /// What restores it.
    id: Uuid,
    item: Uuid,
    kind: &'static str,
    name: String,
    /// Where it lay.
    path: String,
    deleted: TraceJson,
    #[serde(with = "rfc3339")]
    purged_at: OffsetDateTime,
    /// Null until they have been counted.
    documents: Option<u64>,
    bytes: Option<u64>,
}

fn kind(is_folder: bool) -> &'static str {
    if is_folder { "folder" } else { "document" }
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
            quota: item.is_folder().then(|| item.quota.into()),
            content: item.content().cloned().map(ContentJson::from),
            name: item.name,
            description: item.description,
            created: item.created.into(),
            updated: item.updated.into(),
        }
    }
}

impl From<Content> for ContentJson {
    fn from(Content { version, hash, size, content_type, added }: Content) -> Self {
        Self { version, size, content_type, sha256: hash.to_string(), added: added.into() }
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
