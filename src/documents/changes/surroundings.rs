//! What pages need for the forms that change items: the items, and the folders around them.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::{
        ladder::Editor,
        level::{Edit, Granted},
    },
    documents::{item::Item, service::Documents, store},
};

/// A folder to choose, with the ways up and down from it.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub folder: Item,
    /// From the root on, without the folder itself: ids and names.
    pub above: Vec<(Uuid, String)>,
    /// The folders in it.
    pub inside: Vec<(Uuid, String)>,
}

impl Documents {
    /// Something that this person may change.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn editable(&self, editor: &Editor, id: Uuid) -> Result<Item> {
        let item = self.any_item(editor.person(), id).await?;
        Granted::<Edit, _>::check(item).map(Granted::into_inner)
    }

    /// Those of these items that exist.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn all_editable(&self, editor: &Editor, ids: &[Uuid]) -> Result<Vec<Item>> {
        let subjects = editor.person().subjects();
        let found = self.database.look_up(|| store::items(self.database.pool(), ids, subjects)).await?;
        found.into_iter().collect()
    }

    /// The parent folder of an item; the root for the root.
    ///
    /// # Errors
    /// `NotFound` when the item does not exist.
    pub async fn folder_around(&self, editor: &Editor, id: Uuid) -> Result<Item> {
        let item = self.any_item(editor.person(), id).await?;
        match item.parent {
            Some(parent) => self.any_item(editor.person(), parent).await,
            None => Ok(item),
        }
    }

    /// A folder and the folders around it.
    ///
    /// # Errors
    /// `NotFound`, also for a document.
    pub async fn surroundings(&self, editor: &Editor, folder: Uuid) -> Result<Surroundings> {
        let folder = self.any_item(editor.person(), folder).await?;
        if !folder.is_folder() {
            return Err(Error::not_found("a document is no folder"));
        }
        let mut above = self.database.look_up(|| store::line_of(self.database.pool(), folder.id)).await?;
        above.pop();
        let subjects = editor.person().subjects();
        let inside = self.database.look_up(|| store::folders_in(self.database.pool(), folder.id, subjects)).await?;
        Ok(Surroundings { folder, above, inside })
    }
}
