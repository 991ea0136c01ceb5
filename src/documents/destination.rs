//! The target folder of something new; rooms above check it before the bytes arrive.

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
    /// The steps of a path below a folder that exist, the folder itself first. Empty: there is no such folder, or it
    /// is hidden from them.
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

    /// Whether somebody who is adding to a folder may continue. A folder that no longer exists is not refused here:
    /// the step that adds the document notices that itself.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` when the folder has become hidden from them; `Unavailable` when the database is away.
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
