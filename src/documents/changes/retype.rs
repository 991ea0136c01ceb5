//! The media type depends on name and bytes, so renaming a document may change its type: then it gets a new version
//! with the same bytes.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        item::{Content, Item},
        name::Name,
        service::Documents,
        store,
    },
    media_type::{self, HEAD},
    storage::content_hash::ContentHash,
};

/// The first bytes of a document. They are read before the lock is taken, because a store may be slow.
pub(super) struct Head {
    hash: ContentHash,
    bytes: Vec<u8>,
}

impl Documents {
    /// What is needed to determine the type of a document under another name. `None`: the type is unchanged, or it is
    /// not a document.
    pub(super) async fn head_for(&self, editor: &Editor, id: Uuid, name: &Name) -> Result<Option<Head>> {
        let item = self
            .database
            .look_up(|| store::item(self.database.pool(), id, editor.person().subjects()))
            .await?
            .transpose()?;
        let Some(item) = item else { return Ok(None) };
        let Some(content) = content_to_retype(&item, name.as_str()) else { return Ok(None) };
        // Also of what is quarantined: it can be renamed, and nothing of it goes to a person.
        let blob = self.blobs.read_apart(content.hash, content.size).await?;
        let mut bytes = vec![0; HEAD.min(usize::try_from(content.size).unwrap_or(HEAD))];
        let read = tokio::task::spawn_blocking(move || blob.read_waiting(&mut bytes, 0).map(|()| bytes)).await;
        let bytes = read.map_err(Error::internal)?.map_err(Error::internal)?;
        Ok(Some(Head { hash: content.hash, bytes }))
    }
}

/// The content of an item whose type may be another under this name.
fn content_to_retype<'a>(item: &'a Item, name: &str) -> Option<&'a Content> {
    item.content().filter(|_| !media_type::are_named_alike(&item.name, name))
}

/// What the item holds, with its type under this name.
///
/// # Errors
/// `Conflict` when it has got other bytes since the head was read.
pub(super) fn retyped(item: &Item, name: &str, head: Option<&Head>) -> Result<Option<Content>> {
    let Some(content) = content_to_retype(item, name) else { return Ok(item.content().cloned()) };
    let Some(head) = head.filter(|head| head.hash == content.hash) else {
        let sentence = text!("change-replaced");
        return Err(Error::conflict(sentence, format!("{} has got other bytes", item.id)));
    };
    Ok(Some(Content { content_type: media_type::of(name, &head.bytes), ..content.clone() }))
}
