//! The contents of a folder, part by part.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{item::Item, service::Documents, store},
};

/// By what a folder's contents are ordered.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// `name`, `size` or `changed`.
    pub key: &'static str,
    pub descending: bool,
}

/// The line behind which the next part begins: its key, and its id among equal keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    pub key: String,
    pub id: Uuid,
}

/// A part of a folder's contents.
#[derive(Debug, Clone)]
pub struct ChildrenPage {
    pub items: Vec<Item>,
    /// `None`: these were the last.
    pub next: Option<After>,
}

impl Documents {
    /// What lies in a folder, from a line on. Whatever others change meanwhile, what stays as it is comes once.
    ///
    /// # Errors
    /// `NotFound` when there is no such folder.
    pub async fn children(
        &self,
        reader: &Reader,
        folder: Uuid,
        order: Order,
        after: Option<After>,
        limit: u16,
    ) -> Result<ChildrenPage> {
        let folder = self.item(reader, folder).await?;
        if !folder.is_folder() {
            return Err(Error::not_found("a document holds nothing"));
        }
        let mut lines = store::part_of(&self.database, folder.id, order, after.as_ref(), i64::from(limit) + 1).await?;
        let more = lines.len() > usize::from(limit);
        lines.truncate(limit.into());
        let ids: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
        // What was deleted between the two questions is left out.
        let items = self.database.look_up(|| store::items(self.database.pool(), &ids)).await?;
        Ok(ChildrenPage { items: items.into_iter().collect::<Result<_>>()?, next: lines.pop().filter(|_| more) })
    }
}
