//! The entries before and after a document in its folder.

use uuid::Uuid;

pub use crate::documents::store::{Neighbours, Sibling};
use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        item::{Item, ItemKind},
        path::{FolderPath, Place},
        service::Documents,
        store,
    },
};

impl Documents {
    /// The documents before and after one in its folder, in natural order.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn beside(&self, reader: &Reader, item: &Item) -> Result<Neighbours> {
        store::neighbours(&self.database, item.id, reader.person().subjects()).await
    }

    /// A document in an older version; without a number, in the current one.
    ///
    /// # Errors
    /// `NotFound` when there is no such version.
    pub async fn as_of(&self, reader: &Reader, mut item: Item, version: Option<i32>) -> Result<Item> {
        let Some(number) = version else { return Ok(item) };
        let none = || Error::not_found(format!("no version {number} of {}", item.id));
        let before = number.checked_add(1).ok_or_else(none)?;
        let found = self.versions_before(reader, item.id, Some(before), 1).await?.versions;
        let content = found.into_iter().find(|content| content.version == number).ok_or_else(none)?;
        item.kind = ItemKind::Document(content);
        Ok(item)
    }

    /// The item at a path: its id, and its path again if it is a folder.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn locate(&self, reader: &Reader, place: &Place) -> Result<(Uuid, Option<FolderPath>)> {
        let folder = match place {
            Place::Folder(folder) => folder.clone(),
            Place::Document(document) => document.as_folder(),
        };
        let found = store::locate(&self.database, &folder, reader.person().subjects()).await?;
        let (id, is_folder) = found.ok_or_else(|| Error::not_found("nothing lies there"))?;
        Ok((id, is_folder.then_some(folder)))
    }
}
