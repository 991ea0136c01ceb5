//! The row of an event in the table: its kind, and its details.

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::Event;

impl Event {
    /// As the table spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInRefused { .. } => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::SessionsEnded { .. } => "sessions_ended",
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
            Self::AccessAsked { .. } => "access_asked",
            Self::AccessAnswered { .. } => "access_answered",
            Self::AccessConfirmed { .. } => "access_confirmed",
            Self::AccessNotConfirmed { .. } => "access_not_confirmed",
            Self::AccessCut { .. } => "access_cut",
            Self::GroupMade { .. } => "group_made",
            Self::GroupDescribed { .. } => "group_described",
            Self::GroupDeleted { .. } => "group_deleted",
            Self::GroupMembersChanged { .. } => "group_members_changed",
            Self::GroupOwnerChanged { .. } => "group_owner_changed",
            Self::PersonLockedOut { .. } => "person_locked_out",
            Self::PersonLetIn { .. } => "person_let_in",
            Self::DirectoryRoleSet { .. } => "directory_role_set",
            Self::Download(event) => event.kind(),
            Self::Refusal(event) => event.kind(),
            Self::Alarm(event) => event.kind(),
            Self::Record(event) => event.kind(),
            Self::Scan(event) => event.kind(),
            Self::Scim(event) => event.kind(),
            Self::ViewingBegan { .. } => "viewing_began",
            Self::ViewingEnded { .. } => "viewing_ended",
            Self::LinkMade { .. } => "link_made",
            Self::LinkEnded { .. } => "link_ended",
            Self::LinkOpened { .. } => "link_opened",
            Self::LinkDownloaded { .. } => "link_downloaded",
            Self::LinkReceived { .. } => "link_received",
            Self::LinkRefused { .. } => "link_refused",
            Self::NoticesSet { .. } => "notices_set",
            Self::TicketMade { .. } => "ticket_made",
        }
    }

    /// The details; always an object.
    pub fn detail(&self) -> Value {
        match self {
            Self::SignedIn | Self::SignedOut => json!({}),
            Self::SessionsEnded { person, which, sessions } => {
                json!({ "person": person, "which": which.as_str(), "sessions": sessions })
            }
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
            Self::ItemMoved { item, from, to, grants } => {
                json!({ "item": item, "from": from, "to": to, "grants": grants })
            }
            Self::ItemCopied { item, from, to, documents, grants } => {
                json!({ "item": item, "from": from, "to": to, "documents": documents, "grants": grants })
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
            Self::AccessRevoked { item, path, subject } | Self::AccessConfirmed { item, path, subject } => {
                json!({ "item": item, "path": path, "subject": subject })
            }
            Self::AccessNotConfirmed { item, path, subject, is_ended } => {
                json!({ "item": item, "path": path, "subject": subject, "is_ended": is_ended })
            }
            Self::AccessAsked { item, level } => json!({ "item": item, "level": level }),
            Self::AccessAnswered { item, person, is_given } => {
                json!({ "item": item, "person": person, "is_given": is_given })
            }
            Self::AccessCut { item, path, is_cut } => json!({ "item": item, "path": path, "is_cut": is_cut }),
            Self::GroupMade { group, name } => json!({ "group": group, "name": name }),
            Self::GroupDescribed { group, before, name } => json!({ "group": group, "before": before, "name": name }),
            Self::GroupDeleted { group, name, grants } => json!({ "group": group, "name": name, "grants": grants }),
            Self::GroupMembersChanged { group, name, added, removed } => {
                json!({ "group": group, "name": name, "added": added, "removed": removed })
            }
            Self::GroupOwnerChanged { group, name, owner, owns } => {
                json!({ "group": group, "name": name, "owner": owner, "owns": owns })
            }
            Self::PersonLockedOut { person, heir } => json!({ "person": person, "heir": heir }),
            Self::PersonLetIn { person } => json!({ "person": person }),
            Self::Download(event) => event.detail(),
            Self::Refusal(event) => event.detail(),
            Self::Alarm(event) => event.detail(),
            Self::Record(event) => event.detail(),
            Self::Scan(event) => event.detail(),
            Self::Scim(event) => event.detail(),
            Self::DirectoryRoleSet { claim, role } => json!({ "claim": claim, "role": role }),
            Self::ViewingBegan { email, person, until } => json!({
                "email": email, "person": person, "until": until.format(&Rfc3339).ok(),
            }),
            Self::ViewingEnded { email, person } => json!({ "email": email, "person": person }),
            Self::LinkMade { link, item, path, takes_files, ends_at, has_password, downloads, recipients } => json!({
                "link": link, "item": item, "path": path, "takes_files": takes_files,
                "ends_at": ends_at.format(&Rfc3339).ok(), "has_password": has_password, "downloads": downloads, "recipients": recipients,
            }),
            Self::LinkEnded { link, item, path } => json!({ "link": link, "item": item, "path": path }),
            Self::LinkOpened { link } | Self::LinkRefused { link } => json!({ "link": link }),
            Self::LinkReceived { link, item, sender } => json!({ "link": link, "item": item, "sender": sender }),
            Self::LinkDownloaded { link, item, sha256 } => json!({ "link": link, "item": item, "sha256": sha256 }),
            Self::NoticesSet { wants } => json!({ "wants": wants }),
            Self::TicketMade { document, sha256 } => json!({ "document": document, "sha256": sha256 }),
        }
    }
}
