//! Everything that can stand in the record. A new kind of event is a new variant, so that one page lists them all.

use std::fmt;

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// What happened. Never holds a token, a secret or the text of a document.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    SignedIn,
    /// The provider's error code, or the name of our own check.
    SignInRefused {
        code: String,
    },
    SignedOut,
    RoleSet {
        email: String,
        role: String,
        /// The next person to sign in with the address takes the row.
        unpinned: bool,
    },
    RoleRemoved {
        email: String,
    },
    /// Somebody signed in with an address whose role is pinned to another person, and got no role.
    RoleBelongsToAnother {
        email: String,
    },
    /// How much may lie in a folder.
    QuotaSet {
        item: Uuid,
        path: String,
        /// `None`: no limit.
        bytes: Option<u64>,
    },
    DocumentsImported {
        /// The folder that they came into.
        into: String,
        added: u64,
        changed: u64,
        unchanged: u64,
        refused: u64,
        bytes: u64,
    },
    /// Somebody had documents read again that the search could not read.
    IndexRetried {
        contents: u64,
    },
    FolderMade {
        item: Uuid,
        path: String,
    },
    DocumentAdded {
        item: Uuid,
        path: String,
        bytes: u64,
    },
    VersionAdded {
        item: Uuid,
        path: String,
        version: i32,
        bytes: u64,
        /// The old version whose bytes these are, where one was brought back.
        of: Option<i32>,
    },
    /// Renamed, or moved, or both.
    ItemMoved {
        item: Uuid,
        from: String,
        to: String,
    },
    ItemDescribed {
        item: Uuid,
        path: String,
    },
    ItemCopied {
        item: Uuid,
        from: String,
        to: String,
        documents: u64,
    },
    ItemDeleted {
        item: Uuid,
        path: String,
        deletion: Uuid,
    },
    ItemRestored {
        item: Uuid,
        path: String,
        deletion: Uuid,
    },
    /// Deleted for good.
    ItemPurged {
        item: Uuid,
        path: String,
        deletion: Uuid,
        /// `None`: they had not been counted yet.
        documents: Option<u64>,
    },
    ArchiveDownloaded {
        /// What it was named after; empty for a selection.
        name: String,
        /// What was chosen.
        items: Vec<Uuid>,
        documents: u64,
        bytes: u64,
    },
    AccessGranted {
        item: Uuid,
        path: String,
        /// As the table of grants has it.
        subject: String,
        level: String,
        ends_at: Option<OffsetDateTime>,
        reason: String,
    },
    AccessRevoked {
        item: Uuid,
        path: String,
        subject: String,
    },
    /// Cut off from what is granted above it, or joined again.
    AccessCut {
        item: Uuid,
        path: String,
        is_cut: bool,
    },
    /// An administrator sees the site as somebody else does, from now on.
    ViewingBegan {
        email: String,
        /// The user key; `None`: nobody has signed in with the address yet.
        person: Option<String>,
        /// When it is over by itself.
        until: OffsetDateTime,
    },
    /// And no more.
    ViewingEnded {
        email: String,
        person: Option<String>,
    },
    /// A link was made that works without the session's cookie, for a while.
    TicketMade {
        document: Uuid,
        sha256: String,
    },
}

impl Event {
    /// As the table spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInRefused { .. } => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::RoleSet { .. } => "role_set",
            Self::RoleRemoved { .. } => "role_removed",
            Self::RoleBelongsToAnother { .. } => "role_belongs_to_another",
            Self::QuotaSet { .. } => "quota_set",
            Self::DocumentsImported { .. } => "documents_imported",
            Self::IndexRetried { .. } => "index_retried",
            Self::FolderMade { .. } => "folder_made",
            Self::DocumentAdded { .. } => "document_added",
            Self::VersionAdded { .. } => "version_added",
            Self::ItemMoved { .. } => "item_moved",
            Self::ItemDescribed { .. } => "item_described",
            Self::ItemCopied { .. } => "item_copied",
            Self::ItemDeleted { .. } => "item_deleted",
            Self::ItemRestored { .. } => "item_restored",
            Self::ItemPurged { .. } => "item_purged",
            Self::ArchiveDownloaded { .. } => "archive_downloaded",
            Self::AccessGranted { .. } => "access_granted",
            Self::AccessRevoked { .. } => "access_revoked",
            Self::AccessCut { .. } => "access_cut",
            Self::ViewingBegan { .. } => "viewing_began",
            Self::ViewingEnded { .. } => "viewing_ended",
            Self::TicketMade { .. } => "ticket_made",
        }
    }

    /// What it tells besides; always an object.
    pub fn detail(&self) -> Value {
        match self {
            Self::SignedIn | Self::SignedOut => json!({}),
            Self::SignInRefused { code } => json!({ "code": code }),
            Self::RoleSet { email, role, unpinned } => json!({ "email": email, "role": role, "unpinned": unpinned }),
            Self::RoleRemoved { email } | Self::RoleBelongsToAnother { email } => json!({ "email": email }),
            Self::IndexRetried { contents } => json!({ "contents": contents }),
            Self::QuotaSet { item, path, bytes } => json!({ "item": item, "path": path, "bytes": bytes }),
            Self::DocumentsImported { into, added, changed, unchanged, refused, bytes } => json!({
                "into": into, "added": added, "changed": changed, "unchanged": unchanged, "refused": refused,
                "bytes": bytes,
            }),
            Self::FolderMade { item, path } | Self::ItemDescribed { item, path } => {
                json!({ "item": item, "path": path })
            }
            Self::DocumentAdded { item, path, bytes } => json!({ "item": item, "path": path, "bytes": bytes }),
            Self::VersionAdded { item, path, version, bytes, of } => {
                json!({ "item": item, "path": path, "version": version, "bytes": bytes, "of": of })
            }
            Self::ItemMoved { item, from, to } => json!({ "item": item, "from": from, "to": to }),
            Self::ItemCopied { item, from, to, documents } => {
                json!({ "item": item, "from": from, "to": to, "documents": documents })
            }
            Self::ItemDeleted { item, path, deletion } | Self::ItemRestored { item, path, deletion } => {
                json!({ "item": item, "path": path, "deletion": deletion })
            }
            Self::ItemPurged { item, path, deletion, documents } => {
                json!({ "item": item, "path": path, "deletion": deletion, "documents": documents })
            }
            Self::ArchiveDownloaded { name, items, documents, bytes } => {
                json!({ "name": name, "items": items, "documents": documents, "bytes": bytes })
            }
            Self::AccessGranted { item, path, subject, level, ends_at, reason } => json!({
                "item": item, "path": path, "subject": subject, "level": level,
                "ends_at": ends_at.and_then(|at| at.format(&Rfc3339).ok()), "reason": reason,
            }),
            Self::AccessRevoked { item, path, subject } => json!({ "item": item, "path": path, "subject": subject }),
            Self::AccessCut { item, path, is_cut } => json!({ "item": item, "path": path, "is_cut": is_cut }),
            Self::ViewingBegan { email, person, until } => json!({
                "email": email, "person": person, "until": until.format(&Rfc3339).ok(),
            }),
            Self::ViewingEnded { email, person } => json!({ "email": email, "person": person }),
            Self::TicketMade { document, sha256 } => json!({ "document": document, "sha256": sha256 }),
        }
    }
}

/// The detail may hold somebody's address, which stays out of the log.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({})", self.kind())
    }
}
