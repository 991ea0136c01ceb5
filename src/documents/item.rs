//! A folder or a document as a whole: what pages and programs are told of it.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::documents::{
    bytes::content_hash::ContentHash,
    document::{Document, Facts},
};

/// Something in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: Uuid,
    /// The folder that it lies in; the root lies in none.
    pub parent: Option<Uuid>,
    /// Empty for the root.
    pub name: String,
    /// Names from the root on with `/` between; empty for the root.
    pub path: String,
    /// Counts its changes: the entity tag, against lost updates.
    pub revision: i64,
    pub description: String,
    /// How many bytes may lie in this folder and below; `None`: no limit of its own.
    pub quota: Option<u64>,
    pub created: Trace,
    /// The last change of name, place, description or content.
    pub updated: Trace,
    pub kind: ItemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    Folder,
    Document(Content),
}

/// The current version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Counts from 1.
    pub version: i32,
    pub hash: ContentHash,
    /// In bytes.
    pub size: u64,
    pub content_type: String,
    pub added: Trace,
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub at: OffsetDateTime,
    pub by: Who,
}

/// A person, or a command of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// As the rows have it.
    pub key: String,
    /// For the eye: a name, else an e-mail address, else the command.
    pub name: String,
}

impl Item {
    pub fn is_folder(&self) -> bool {
        self.kind == ItemKind::Folder
    }

    /// What a document's bytes are; `None` for a folder.
    pub fn content(&self) -> Option<&Content> {
        match &self.kind {
            ItemKind::Folder => None,
            ItemKind::Document(content) => Some(content),
        }
    }

    /// The document as it is handed out; `None` for a folder.
    pub fn document(&self) -> Option<Document> {
        let content = self.content()?;
        Some(Document::new(&Facts {
            name: &self.name,
            hash: content.hash,
            size: content.size,
            content_type: &content.content_type,
            changed_at: content.added.at,
            // Not asked for here; the entity tag is always strong.
            shares_its_second: true,
        }))
    }
}
