//! What lies beside a document and behind it.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        item::{Item, ItemKind},
        listing::sort::NaturalKey,
        path::{FolderPath, Place},
        service::Documents,
        store::{self, Sibling},
    },
};

/// The documents before and after one in its folder, as a person counts names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    pub previous: Option<Sibling>,
    pub next: Option<Sibling>,
}

impl Documents {
    /// The neighbours of a document.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn beside(&self, _: &Reader, item: &Item) -> Result<Beside> {
        let Some(folder) = item.parent else { return Ok(Beside::default()) };
        let here = NaturalKey::of(&item.name);
        let mut previous: Option<(NaturalKey, Sibling)> = None;
        let mut next: Option<(NaturalKey, Sibling)> = None;
        for sibling in store::siblings(&self.database, folder).await? {
            let key = NaturalKey::of(&sibling.name);
            if key < here && previous.as_ref().is_none_or(|(best, _)| key > *best) {
                previous = Some((key, sibling));
            } else if key > here && next.as_ref().is_none_or(|(best, _)| key < *best) {
                next = Some((key, sibling));
            }
        }
        Ok(Beside { previous: previous.map(|(_, sibling)| sibling), next: next.map(|(_, sibling)| sibling) })
    }

    /// A document as it was in an older version; without a number, as it is.
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

    /// What lies at a path: its id, and its path once more if it is a folder.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn locate(&self, _: &Reader, place: &Place) -> Result<(Uuid, Option<FolderPath>)> {
        let folder = match place {
            Place::Folder(folder) => folder.clone(),
            Place::Document(document) => document.as_folder(),
        };
        let found = store::locate(&self.database, &folder).await?;
        let (id, is_folder) = found.ok_or_else(|| Error::not_found("nothing lies there"))?;
        Ok((id, is_folder.then_some(folder)))
    }
}
