//! Into the trash, with all descendants.

use uuid::Uuid;

use super::{
    Expected,
    change::{Change, Lock},
};
use crate::{
    Error, Result,
    access::{ladder::Editor, level::Edit},
    audit::Event,
    documents::{
        item::Item,
        service::Documents,
        store::{self, NewDeletion},
    },
};

impl Documents {
    /// Puts an item into the trash. Returns the id under which it can be restored; `batch` is an id shared by
    /// everything that is deleted together.
    ///
    /// # Errors
    /// `NotFound`, also when somebody else has deleted it already; `Changed`; `Invalid` for the root.
    pub async fn delete(&self, editor: &Editor, id: Uuid, expected: Expected, batch: Option<Uuid>) -> Result<Uuid> {
        let mut change = self.begin_change(editor.person(), Lock::Changing(id)).await?;
        let item = change.find::<Edit>(id).await?;
        if item.parent.is_none() {
            return Err(Error::invalid(text!("change-root"), "the root was to be deleted"));
        }
        expected.check(&item)?;
        change.decides_about(&item).await?;
        let deletion = change.put_into_trash(&item, batch).await?;
        change.commit().await?;
        self.measure(&[deletion]).await;
        Ok(deletion)
    }
}

impl Change<'_> {
    pub(super) async fn put_into_trash(&mut self, item: &Item, batch: Option<Uuid>) -> Result<Uuid> {
        let deletion = self.new_id();
        let (by, at) = (self.by.clone(), self.at);
        let new = NewDeletion { id: deletion, node: item.id, path: &item.path, batch };
        store::put_into_trash(self.connection(), &new, &by, at).await?;
        self.changed_item(item);
        self.record(Event::ItemDeleted { item: item.id, path: item.path.clone(), deletion }).await?;
        Ok(deletion)
    }
}
