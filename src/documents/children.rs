//! The contents of a folder, part by part.

use uuid::Uuid;

pub use crate::documents::store::{Known, KnownVersion};
use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        item::Item,
        line::{Line, Part},
        service::Documents,
        sort::Sort,
        store,
    },
};

/// A part of a folder's contents.
#[derive(Debug, Clone)]
pub struct ChildrenPage {
    pub items: Vec<Item>,
    /// `None`: these were the last.
    pub next: Option<Line>,
}

impl Documents {
    /// Everything in one folder with its current versions, by name.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn known_in(&self, folder: Uuid) -> Result<Vec<(String, Known)>> {
        store::children(&self.database, folder).await
    }

    /// The entries of a folder, from a position on. Entries that do not change are returned once, whatever others
    /// change meanwhile.
    ///
    /// # Errors
    /// `NotFound` when there is no such folder.
    pub async fn children(
        &self,
        reader: &Reader,
        folder: Uuid,
        sort: Sort,
        behind: Option<&Line>,
        limit: u16,
    ) -> Result<ChildrenPage> {
        let folder = self.item(reader, folder).await?;
        if !folder.is_folder() {
            return Err(Error::not_found("a document holds nothing"));
        }
        let part = Part { sort, behind, backward: false, skipped: 0, limit: limit.into() };
        let listed = self.list_of(&reader.person().standing.subjects, folder.id, &part).await?;
        let ids: Vec<Uuid> = listed.entries.iter().map(|entry| entry.id).collect();
        // What was deleted between the two questions is left out.
        let subjects = reader.person().subjects();
        let items = self.database.look_up(|| store::items(self.database.pool(), &ids, subjects)).await?;
        let next = listed.ends.filter(|_| listed.has_more).map(|(_, last)| last);
        Ok(ChildrenPage { items: items.into_iter().collect::<Result<_>>()?, next })
    }
}
