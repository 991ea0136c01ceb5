//! A new version of a document: other bytes, or old ones brought back.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Expected,
    change::{Change, Lock},
};
use crate::{
    Error, Result,
    access::{
        ladder::Editor,
        level::{Edit, Granted},
    },
    audit::Event,
    documents::{
        item::{Content, Item},
        service::Documents,
        store::{self, Next},
    },
    media_type,
    storage::{blobs::Stored, content_hash::ContentHash},
};

impl Documents {
    /// Whether a new version could be added; checked before its bytes arrive.
    ///
    /// # Errors
    /// As [`Documents::add_version`].
    pub async fn may_replace(&self, editor: &Editor, id: Uuid, expected: &Expected) -> Result<Item> {
        let item = Granted::<Edit, _>::check(self.any_item(editor.person(), id).await?)?.into_inner();
        content_of(&item)?;
        expected.check(&item)?;
        Ok(item)
    }

    /// Makes these bytes the document's current version; those before stay. The very bytes that it has already
    /// change nothing.
    ///
    /// # Errors
    /// `Changed` when it is not as expected any more, `NotFound`, `Invalid` for a folder.
    pub async fn add_version(&self, editor: &Editor, id: Uuid, expected: Expected, stored: &Stored) -> Result<Item> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(id)).await?;
        store::hold_document(change.connection(), id).await?;
        let item = change.find::<Edit>(id).await?.into_inner();
        content_of(&item)?;
        expected.check(&item)?;
        let item = change.add_version(id, stored).await?;
        change.commit().await?;
        Ok(item)
    }

    /// Makes the bytes of an old version the current ones, as a new version; nothing of the history is lost.
    ///
    /// # Errors
    /// As [`Documents::add_version`]; `NotFound` also when there is no such version.
    pub async fn restore_version(&self, editor: &Editor, id: Uuid, expected: Expected, number: i32) -> Result<Item> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(id)).await?;
        store::hold_document(change.connection(), id).await?;
        let item = change.find::<Edit>(id).await?.into_inner();
        content_of(&item)?;
        expected.check(&item)?;
        let old = store::version(change.connection(), id, number).await?;
        let old = old.ok_or_else(|| Error::not_found(format!("no version {number} of {id}")))?;
        // That they come back is a change made here, and now.
        let old = NewBytes { modified_at: None, ..NewBytes::of(&old) };
        let item = change.next_version(item, &old, Some(number)).await?;
        change.commit().await?;
        Ok(item)
    }
}

/// The content of a new version.
pub(super) struct NewBytes<'a> {
    hash: ContentHash,
    size: u64,
    content_type: &'a str,
    modified_at: Option<OffsetDateTime>,
}

impl<'a> NewBytes<'a> {
    pub fn of(content: &'a Content) -> Self {
        let Content { hash, size, content_type, modified_at, .. } = content;
        Self { hash: *hash, size: *size, content_type, modified_at: *modified_at }
    }
}

fn content_of(item: &Item) -> Result<&Content> {
    item.content().ok_or_else(|| Error::invalid(text!("change-folder-version"), format!("{} is a folder", item.id)))
}

impl Change<'_> {
    /// Adds a version within a change; waits for others who do the same.
    pub(super) async fn add_version(&mut self, id: Uuid, stored: &Stored) -> Result<Item> {
        store::hold_document(self.connection(), id).await?;
        let item = self.find::<Edit>(id).await?.into_inner();
        let content_type = media_type::of(&item.name, &stored.head);
        let Stored { hash, size, modified_at, .. } = *stored;
        let new = NewBytes { hash, size, content_type: &content_type, modified_at };
        self.next_version(item, &new, None).await
    }

    /// `of`: the old version whose bytes come back.
    pub(super) async fn next_version(&mut self, item: Item, new: &NewBytes<'_>, of: Option<i32>) -> Result<Item> {
        let NewBytes { hash, size, content_type, modified_at } = *new;
        if item.content().is_some_and(|content| content.hash == hash && content.content_type == content_type) {
            return Ok(item);
        }
        let next = Next { id: self.new_id(), document: item.id, hash, size, content_type, modified_at };
        let (by, at) = (self.by.clone(), self.at);
        let version = store::add_next(self.connection(), &next, &by, at).await?;
        // Bytes that the document has, or had, take no additional space.
        let is_new = size > 0 && of.is_none() && item.content().is_none_or(|content| content.hash != hash);
        if let Some(folder) = item.parent.filter(|_| is_new) {
            self.hold_room(folder).await?;
        }
        let item = self.item(item.id).await?;
        self.changed_item(&item);
        self.record(Event::VersionAdded { item: item.id, path: item.path.clone(), version, bytes: size, of }).await?;
        Ok(item)
    }
}
