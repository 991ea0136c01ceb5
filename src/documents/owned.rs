//! What people have been granted by name: what was shared with them, and what they own, for those who have to hand it
//! over.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{
        ladder::{Admin, Editor, Reader},
        last_day,
        level::Level,
    },
    documents::{
        item::{Trace, Who},
        service::Documents,
        store::{self, OwnedRow, SharedRow},
    },
};

/// A folder or document that a person owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    pub id: Uuid,
    pub path: String,
    pub is_folder: bool,
    /// Who else owns it by name, by an address or as a group; empty when nobody does except the owners of folders
    /// above it.
    pub others: String,
}

/// Something that was granted to a person themselves.
#[derive(Debug, Clone)]
pub struct Shared {
    pub id: Uuid,
    pub name: String,
    pub path: String,
    pub is_folder: bool,
    pub level: Level,
    pub ends_at: Option<OffsetDateTime>,
    pub granted: Trace,
    pub reason: String,
}

impl Shared {
    /// The last day of it, where it ends with a day.
    pub fn last_day(&self) -> Option<OffsetDateTime> {
        self.ends_at.and_then(last_day::before)
    }
}

impl Documents {
    /// What was granted to this person themselves, the latest first.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn shared_with(&self, reader: &Reader) -> Result<Vec<Shared>> {
        let subjects = reader.person().subjects();
        let rows = self.database.look_up(|| store::shared_with(self.database.pool(), subjects)).await?;
        rows.into_iter().map(Shared::try_from).collect()
    }

    /// What the person with this key owns, by place, as far as the administrator sees it; up to 1,000 things.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn owned_by(&self, admin: &Admin, user_key: &str) -> Result<Vec<Owned>> {
        let subject = format!("person:{user_key}");
        let viewers = admin.person().subjects();
        let rows = self.database.look_up(|| store::owned_by(self.database.pool(), &subject, viewers)).await?;
        let owned = |OwnedRow { id, path, is_folder, others }| Owned { id, path, is_folder, others };
        Ok(rows.into_iter().map(owned).collect())
    }

    /// The folders that were shared with this person themselves, to change things in them: ids and places, the latest
    /// first.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn shared_folders(&self, editor: &Editor) -> Result<Vec<(Uuid, String)>> {
        let subjects = editor.person().subjects();
        let rows = self.database.look_up(|| store::shared_with(self.database.pool(), subjects)).await?;
        let may_change = rows.into_iter().filter(|row| row.is_folder && row.level >= Level::Edit.number());
        Ok(may_change.map(|row| (row.id, row.path)).collect())
    }
}

impl TryFrom<SharedRow> for Shared {
    type Error = Error;

    fn try_from(row: SharedRow) -> Result<Self> {
        let level = Level::of(row.level)?;
        let impossible = || Error::internal("a grant of nothing");
        Ok(Self {
            id: row.id,
            name: row.name,
            path: row.path,
            is_folder: row.is_folder,
            level: level.ok_or_else(impossible)?,
            ends_at: row.ends_at,
            granted: Trace { at: row.granted_at, by: Who::of(row.granted_by, row.giver) },
            reason: row.reason,
        })
    }
}
