//! What people have by name: what one owns, for those who have to hand it over, and the folders that were shared with one.

use uuid::Uuid;

use crate::{
    Result,
    access::{
        ladder::{Admin, Editor},
        level::Level,
    },
    documents::{
        service::Documents,
        store::{self, OwnedRow},
    },
};

/// A folder or document that a person owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    pub id: Uuid,
    pub path: String,
    pub is_folder: bool,
    /// Who else owns it by name, by an address or as a group; empty where nobody else does, but for the owners of folders
    /// above it.
    pub others: String,
}

impl Documents {
    /// What the person with this key owns, by place; up to 1,000 things.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn owned_by(&self, _: &Admin, user_key: &str) -> Result<Vec<Owned>> {
        let subject = format!("person:{user_key}");
        let rows = self.database.look_up(|| store::owned_by(self.database.pool(), &subject)).await?;
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
