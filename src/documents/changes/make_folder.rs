//! A new folder.

use uuid::Uuid;

use super::{
    change::{Lock, fits_below},
    taken_name::taken,
};
use crate::{
    Result,
    access::ladder::Editor,
    audit::Event,
    documents::{
        item::Item,
        name::Name,
        service::Documents,
        store::{self, NewFolder},
    },
};

impl Documents {
    /// Makes a folder in a folder.
    ///
    /// # Errors
    /// `Conflict` when the name is taken, the parent no longer exists, or the tree would be too deep.
    pub async fn make_folder(&self, editor: &Editor, parent: Uuid, name: &Name) -> Result<Item> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(parent)).await?;
        let parent = change.folder(parent).await?;
        fits_below(&parent.path, 0)?;
        let new = NewFolder { id: change.new_id(), parent: parent.id, name: name.to_string() };
        let (by, at) = (change.by.clone(), change.at);
        if !store::add_folder(change.connection(), &new, &by, at).await? {
            return Err(taken(name));
        }
        let made = change.item(new.id).await?;
        change.changed_in(parent.id);
        change.record(Event::FolderMade { item: made.id, path: made.path.clone() }).await?;
        change.commit().await?;
        Ok(made)
    }
}
