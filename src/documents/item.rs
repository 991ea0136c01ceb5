//! A folder or a document as a whole, as pages and programs see it.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de};
use time::OffsetDateTime;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};
use uuid::Uuid;

use crate::{
    Error, Result,
    access::level::{Graded, Level},
    documents::{
        document::{Document, Facts},
        path::FolderPath,
    },
    storage::content_hash::ContentHash,
};

/// The root folder's id, given by the migration.
pub const ROOT: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001);

/// Something in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What the person who asked may do with it; `None`: a folder that they may only pass through.
    pub level: Option<Level>,
    /// Whether grants on its ancestors apply to it.
    pub inherits: bool,
    /// Whether something is granted on it itself.
    pub has_grants: bool,
    pub id: Uuid,
    /// Its parent folder; the root has none.
    pub parent: Option<Uuid>,
    /// Empty for the root.
    pub name: String,
    /// Names from the root on with `/` between; empty for the root.
    pub path: String,
    /// Counts its changes: the entity tag, against lost updates.
    pub revision: i64,
    pub description: String,
    /// The most bytes that this folder and its descendants may hold; `None`: no limit of its own.
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
    /// When it came here.
    pub added: Trace,
    /// When the file was last changed before that, if its sender told.
    pub modified_at: Option<OffsetDateTime>,
}

impl Content {
    /// When what it says was last changed.
    pub fn changed_at(&self) -> OffsetDateTime {
        self.modified_at.unwrap_or(self.added.at)
    }
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
    /// For display: a name, else an e-mail address, else the command.
    pub name: String,
}

impl Who {
    /// A key without a name belongs to a command, or to a person from before names were stored.
    pub fn of(key: String, name: String) -> Self {
        let name = match name {
            name if !name.is_empty() => name,
            _ if key.contains('|') => "somebody".to_owned(),
            _ => key.clone(),
        };
        Self { key, name }
    }
}

/// Parses an id from an address, a form, a query or JSON. All ids are parsed here, so that each spelling means the
/// same everywhere. `root` is the root folder's; digits may be upper case, as some programs write them (RFC 9562,
/// section 4). An invalid id names nothing (I7).
///
/// # Errors
/// `NotFound`.
pub fn id(text: &str) -> Result<Uuid> {
    if text == "root" {
        return Ok(ROOT);
    }
    // The parser also takes braces, `urn:uuid:` and digits without hyphens.
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    id.ok_or_else(|| Error::not_found("not an id"))
}

/// [`id`], for arguments of handlers and members of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id(pub Uuid);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        id(&text).map(Self).map_err(|_| de::Error::custom("an id is a UUID or \"root\""))
    }
}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        // As `id` reads it.
        let pattern = "^(root|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})$";
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build().into()
    }
}

impl ToSchema for Id {}

impl Item {
    /// A folder that is shown only because of its contents: its name and path, nothing else.
    pub fn passed(id: Uuid, path: &FolderPath) -> Self {
        let nobody = Trace { at: OffsetDateTime::UNIX_EPOCH, by: Who::of(String::new(), String::new()) };
        Self {
            level: None,
            inherits: true,
            has_grants: false,
            id,
            parent: None,
            name: path.names().last().unwrap_or_default().to_owned(),
            path: path.to_string(),
            revision: 0,
            description: String::new(),
            quota: None,
            created: nobody.clone(),
            updated: nobody,
            kind: ItemKind::Folder,
        }
    }
}

impl Graded for Item {
    fn level(&self) -> Option<Level> {
        self.level
    }

    fn label(&self) -> String {
        self.id.to_string()
    }
}

impl Item {
    /// Its page: a folder's listing, a document's own page.
    pub fn link(&self) -> String {
        match (&self.kind, FolderPath::from_plain(&self.path)) {
            (ItemKind::Folder, Ok(path)) => format!("/files/{}", path.to_link()),
            _ => format!("/d/{}", self.id),
        }
    }
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

    /// Whether this is the number of the current version.
    pub fn is_version(&self, number: i32) -> bool {
        self.content().is_some_and(|content| content.version == number)
    }

    /// The document as it is handed out; `None` for a folder.
    pub fn document(&self) -> Option<Document> {
        let content = self.content()?;
        Some(Document::new(&Facts {
            item: self.id,
            version: content.version,
            path: &self.path,
            name: &self.name,
            hash: content.hash,
            size: content.size,
            content_type: &content.content_type,
            changed_at: content.changed_at(),
            added_at: content.added.at,
            // Not asked for here; the entity tag is always strong.
            shares_its_second: true,
        }))
    }
}
