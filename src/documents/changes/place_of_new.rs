//! Whether something new may come into a folder.

use uuid::Uuid;

use super::change::{Change, fits_below, folder_is_gone, not_a_folder};
use crate::{
    Result,
    access::level::Level,
    documents::store::{self, Place},
};

impl Change<'_> {
    /// Where something new would be in a folder, and what has its name there.
    ///
    /// # Errors
    /// `Conflict` when the folder does not exist, is hidden, is a document or is too deep; `Forbidden`.
    pub async fn place_of_new(&mut self, folder: Uuid, name: &str) -> Result<Place> {
        let subjects = self.subjects();
        let place = store::place(self.connection(), folder, name, subjects.names()).await?;
        let place = place.ok_or_else(|| folder_is_gone(folder))?;
        if !place.is_folder {
            return Err(not_a_folder(folder));
        }
        place.level.ok_or_else(|| folder_is_gone(folder))?.includes(Level::Edit, folder)?;
        fits_below(&place.folder, 0)?;
        Ok(place)
    }
}
