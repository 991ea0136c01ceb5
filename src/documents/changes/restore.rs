//! Out of the trash again.

use uuid::Uuid;

use super::{
    change::{Lock, folder_is_gone},
    taken_name::free_name,
};
use crate::{
    Error, Result,
    access::{ladder::Editor, subjects::Subjects},
    audit::Event,
    documents::{item::Item, name::Name, service::Documents, store},
};

impl Documents {
    /// Restores what one deletion took away: into its folder, or the nearest ancestor that still exists. If the name
    /// has been taken meanwhile, it is restored as "name (2)".
    ///
    /// # Errors
    /// `NotFound` when it is not in the trash (any more); `Conflict` when it would be too deep.
    pub async fn restore(&self, editor: &Editor, deletion: Uuid) -> Result<Item> {
        let height = match self.database.look_up(|| store::deleted_node(self.database.pool(), deletion)).await? {
            Some(node) => self.height(node).await?,
            None => 0,
        };
        let mut change = self.begin_change(editor.person(), Lock::Restoring(deletion)).await?;
        let (condemned_until, subjects) =
            (self.shows_condemned(editor).then(|| self.database.now()), change.subjects());
        let deleted = store::deleted(change.connection(), deletion, condemned_until, subjects.names()).await?;
        let deleted = deleted.ok_or_else(|| Error::not_found(format!("no deletion {deletion}")))?;
        // Whoever may change the thing may bring it back to where it was.
        let folder = store::item(change.connection(), deleted.folder, Subjects::operator().names()).await?;
        let folder = folder.ok_or_else(|| folder_is_gone(deleted.folder))??;
        change.tree_fits_below(&folder, deleted.node, height).await?;
        let mut name = deleted.name;
        if change.child(folder.id, &name).await?.is_some() {
            let wanted = Name::parse(&name).map_err(Error::internal)?;
            name = free_name(change.connection(), folder.id, &wanted).await?.to_string();
        }
        store::take_out_of_trash(change.connection(), deletion, deleted.node, folder.id, &name).await?;
        let item = change.item(deleted.node).await?;
        change.changed_item(&item);
        if item.path != deleted.path {
            let at = change.at;
            store::note_former_place(change.connection(), &deleted.path, item.id, at).await?;
        }
        change.record(Event::ItemRestored { item: item.id, path: item.path.clone(), deletion }).await?;
        change.commit().await?;
        Ok(item)
    }
}
