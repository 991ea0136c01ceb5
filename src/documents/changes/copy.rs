//! A copy: new documents that share the bytes of the old ones. Their history starts over.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    add_version::NewBytes,
    change::{Change, Lock, fits_below},
    copy_large::AT_ONCE,
    retype::retyped,
    taken_name::{free_name, taken_by},
};
use crate::{
    Error, Result,
    access::{ladder::Editor, level::Edit},
    audit::Event,
    documents::{
        item::{Content, Item, ROOT},
        name::Name,
        on_taken::OnTaken,
        own_grants::OwnGrants,
        service::Documents,
        store::{self, Below, CopyRow, NewFolder, NewVersion},
    },
};

/// The outcome of a request to copy.
#[derive(Debug)]
pub enum Copied {
    /// It is there.
    Whole(Box<Item>),
    /// It is large, and is being made; it shows up when it is complete.
    Begun(Box<CopyRow>),
}

impl Documents {
    /// Copies a document, or a folder with its descendants, into a folder. The target may be inside the source: what
    /// was there before is copied once. The source's own grants are granted on the copy only if that is requested.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` as for a new document; `Forbidden` when grants are to be kept of what they do not own;
    /// `Invalid` for the root.
    pub async fn copy(
        &self,
        editor: &Editor,
        id: Uuid,
        into: Uuid,
        name: Option<&Name>,
        on_taken: OnTaken,
        grants: Option<OwnGrants>,
    ) -> Result<Copied> {
        let grants = grants.unwrap_or(OwnGrants::Target);
        let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX) + 1;
        let top = [id];
        let subjects = editor.person().subjects();
        let size = self.database.look_up(|| store::tree_size(self.database.pool(), &top, most, subjects)).await??;
        if size.nodes > AT_ONCE && id != ROOT {
            let all = || store::tree_size(self.database.pool(), &top, i64::MAX, subjects);
            let size = self.database.look_up(all).await??;
            return self.begin_copy(editor, (id, size), into, name, on_taken, grants).await;
        }
        self.copy_at_once(editor, id, into, name, on_taken, grants).await.map(|item| Copied::Whole(Box::new(item)))
    }

    async fn copy_at_once(
        &self,
        editor: &Editor,
        id: Uuid,
        into: Uuid,
        name: Option<&Name>,
        on_taken: OnTaken,
        grants: OwnGrants,
    ) -> Result<Item> {
        let head = match name {
            Some(name) => self.head_for(editor, id, name).await?,
            None => None,
        };
        let mut change = self.begin_change(editor.person(), Lock::Adding(into)).await?;
        let item = change.item(id).await?;
        if item.parent.is_none() {
            return Err(Error::invalid(text!("change-copy-root"), "the root was to be copied"));
        }
        let keeps = grants == OwnGrants::Keep && change.may_keep_grants(id).await?;
        let folder = change.folder(into).await?;
        fits_below(&folder.path, store::height(change.connection(), id).await?)?;
        let mut name = name.cloned().map_or_else(|| Name::parse(&item.name).map_err(Error::internal), Ok)?;
        let content = retyped(&item, name.as_str(), head.as_ref())?;
        if let Some(there) = change.child(into, name.as_str()).await? {
            if there.level.is_none() {
                return Err(taken_by(&there, &name));
            }
            match (on_taken, &content) {
                (OnTaken::KeepBoth, _) => name = free_name(change.connection(), into, &name).await?,
                (OnTaken::Skip, _) => return change.item(there.id).await,
                (OnTaken::Replace, Some(content)) if !there.is_folder => {
                    let target = change.find::<Edit>(there.id).await?.into_inner();
                    let copied = change.next_version(target, &NewBytes::of(content), None).await?;
                    change.commit().await?;
                    return Ok(copied);
                }
                _ => return Err(taken_by(&there, &name)),
            }
        }
        let (copy, documents, bytes) = change.copy(&item, content, into, &name).await?;
        if bytes > 0 {
            change.hold_room(into).await?;
        }
        let copied = change.item(copy).await?;
        change.changed_in(into);
        let (to, grants) = (copied.path.clone(), grants.as_str());
        change.record(Event::ItemCopied { item: copy, from: item.path.clone(), to, documents, grants }).await?;
        if keeps {
            change.keep_grants(&item, &copied).await?;
            change.commit_access().await?;
        } else {
            change.commit().await?;
        }
        Ok(copied)
    }
}

impl Change<'_> {
    /// `content`: the content of a document's copy. Returns the copy's id, how many documents were made, and their
    /// bytes.
    async fn copy(
        &mut self,
        item: &Item,
        content: Option<Content>,
        into: Uuid,
        name: &Name,
    ) -> Result<(Uuid, u64, u64)> {
        let top = self.new_id();
        let subjects = self.subjects();
        let mut copies = HashMap::from([(item.id, top)]);
        let (mut folders, mut versions) = (Vec::new(), Vec::new());
        let mut texts = vec![(top, item.description.clone())];
        match content {
            None => folders.push(NewFolder { id: top, parent: into, name: name.to_string() }),
            Some(content) => {
                let place = Some((into, name.to_string()));
                versions.push(NewVersion {
                    id: self.new_id(),
                    document: top,
                    place,
                    number: 1,
                    hash: content.hash,
                    size: content.size,
                    content_type: content.content_type,
                    modified_at: content.modified_at,
                });
            }
        }
        for Below { id, parent, name, description, content } in
            store::subtree(self.connection(), item.id, subjects.names()).await?
        {
            let copy = self.new_id();
            copies.insert(id, copy);
            let parent = copies.get(&parent).copied().ok_or_else(|| Error::internal("a child before its parent"))?;
            texts.push((copy, description));
            match content {
                None => folders.push(NewFolder { id: copy, parent, name }),
                Some(content) => versions.push(NewVersion {
                    id: self.new_id(),
                    document: copy,
                    place: Some((parent, name)),
                    number: 1,
                    hash: content.hash,
                    size: content.size,
                    content_type: content.content_type,
                    modified_at: content.modified_at,
                }),
            }
        }
        let (by, at) = (self.by.clone(), self.at);
        for folders in folders.chunks(1000) {
            store::add_folders(self.connection(), folders, &by, at).await?;
        }
        for versions in versions.chunks(1000) {
            store::add_versions(self.connection(), versions, &by, at).await?;
        }
        texts.retain(|(_, text)| !text.is_empty());
        let (ids, texts): (Vec<_>, Vec<_>) = texts.into_iter().unzip();
        if !ids.is_empty() {
            store::describe_all(self.connection(), &ids, &texts).await?;
        }
        Ok((top, versions.len() as u64, versions.iter().map(|version| version.size).sum()))
    }
}
