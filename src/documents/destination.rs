//! Where something new is to go, asked by rooms above before its bytes come.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

pub use super::store::PathStep;
use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level},
    documents::{item::Item, service::Documents, store},
};

impl Documents {
    /// How far a path below a folder leads: one step for each name that exists, the folder itself first. Empty: there is no
    /// such folder, or they may not see it.
    ///
    /// # Errors
    /// As the database.
    pub async fn steps_below(
        &self,
        connection: &mut PgConnection,
        editor: &Editor,
        folder: Uuid,
        names: &[String],
    ) -> Result<Vec<PathStep>> {
        store::steps_below(connection, folder, names, editor.person().subjects()).await
    }

    /// Whether somebody who is adding to a folder may go on. That the folder is gone is no objection here: whatever adds
    /// the document notices that by itself.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when the folder is hidden from them by now; `Unavailable` when the database is away.
    pub async fn may_still_add(&self, editor: &Editor, folder: Uuid) -> Result<()> {
        let (pool, subjects) = (self.database.pool(), editor.person().subjects());
        let level = self.database.look_up(|| store::level_in(pool, folder, subjects)).await?;
        let Some(level) = level else { return Ok(()) };
        let hidden = || Error::not_found(format!("the folder {folder} is hidden from them by now"));
        Level::of(level)?.ok_or_else(hidden)?.includes(Level::Edit, folder)
    }

    /// The paths of folders, by id; those that are missing or hidden are left out.
    ///
    /// # Errors
    /// As the database.
    pub async fn paths_of(&self, editor: &Editor, folders: &[Uuid]) -> Result<HashMap<Uuid, String>> {
        Ok(store::paths_of(self.database.pool(), folders, editor.person().subjects()).await?)
    }

    /// A folder by its id. `None`: it is missing or hidden, or it is a document.
    ///
    /// # Errors
    /// As the database.
    pub async fn folder(&self, editor: &Editor, id: Uuid) -> Result<Option<Item>> {
        let found = store::item(self.database.pool(), id, editor.person().subjects()).await?.transpose()?;
        Ok(found.filter(Item::is_folder))
    }
}
