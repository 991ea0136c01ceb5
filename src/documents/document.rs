//! What the product is about: documents, folders, and what a page says of them.

use crate::transport::{conditional::Validators, disposition::Disposition};
use actix_web::http::header::HeaderValue;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{documents::item::Trace, media_type, storage::content_hash::ContentHash};

/// A document in its current version, with all that an answer says about it worked out once.
#[derive(Debug, Clone)]
pub struct Document {
    pub item: Uuid,
    /// The number of the version.
    pub version: i32,
    /// Names from the root on with `/` between, as it is now.
    pub path: String,
    pub hash: ContentHash,
    pub size: u64,
    /// When what it says was last changed.
    pub changed_at: OffsetDateTime,
    /// Whether a browser may show it.
    pub is_shown: bool,
    /// Whether it is sound or film.
    pub is_played: bool,
    pub validators: Validators,
    pub headers: Headers,
}

/// Ready-made header values.
#[derive(Debug, Clone)]
pub struct Headers {
    pub content_type: HeaderValue,
    pub last_modified: HeaderValue,
    pub repr_digest: HeaderValue,
    pub inline: HeaderValue,
    pub attachment: HeaderValue,
}

/// The facts that a document is made of.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    pub item: Uuid,
    /// The number of the version.
    pub version: i32,
    pub path: &'a str,
    pub name: &'a str,
    pub hash: ContentHash,
    pub size: u64,
    pub content_type: &'a str,
    /// When what it says was last changed.
    pub changed_at: OffsetDateTime,
    /// When this version came here: never before that.
    pub added_at: OffsetDateTime,
    /// Whether another version was changed in the same second.
    pub shares_its_second: bool,
}

impl Document {
    pub fn new(facts: &Facts) -> Self {
        let Facts { item, version, path, name, hash, size, content_type, changed_at, added_at, shares_its_second } =
            *facts;
        let last_modified = changed_at.replace_nanosecond(0).unwrap_or(changed_at);
        let added = added_at.replace_nanosecond(0).unwrap_or(added_at);
        let validators = Validators { etag: hash.etag(), last_modified, added, date_is_strong: !shares_its_second };
        let headers = Headers {
            content_type: HeaderValue::from_str(content_type)
                .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream")),
            last_modified: validators.last_modified_header(),
            repr_digest: hash.repr_digest(),
            inline: Disposition::Inline.header(name),
            attachment: Disposition::Attachment.header(name),
        };
        let (is_shown, is_played) = (media_type::is_shown(content_type), media_type::is_played(content_type));
        let path = path.to_owned();
        Self { item, version, path, hash, size, changed_at, is_shown, is_played, validators, headers }
    }
}

/// One line of a folder's listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    pub name: String,
    /// Counts its changes, against lost updates.
    pub revision: i64,
    /// `None`: a folder that may only be passed through, which shows its name and nothing else.
    pub changed: Option<Trace>,
    pub kind: EntryKind,
}

/// An entry of a list that goes across folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub entry: Entry,
    /// Names from the root on with `/` between, its own last.
    pub path: String,
    pub is_favourite: bool,
    /// The sort key that puts it at this position of the list.
    pub at: OffsetDateTime,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    Folder,
    Document { size: u64, content_type: String, hash: ContentHash },
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.kind == EntryKind::Folder
    }

    /// In bytes; folders have none.
    pub fn size(&self) -> Option<u64> {
        match &self.kind {
            EntryKind::Folder => None,
            EntryKind::Document { size, .. } => Some(*size),
        }
    }
}
