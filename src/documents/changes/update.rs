//! Another name, place or description: one change, for any combination of them.

use uuid::Uuid;

use super::{
    Expected,
    add_version::NewBytes,
    change::{Change, Lock},
    retype::{Head, retyped},
    taken_name::{free_name, taken_by},
};
use crate::{
    Error, Result,
    access::{ladder::Editor, level::Edit},
    audit::Event,
    documents::{
        changes::quota_check::check_quota,
        description,
        item::Item,
        name::Name,
        on_taken::OnTaken,
        own_grants::OwnGrants,
        service::Documents,
        store::{self, Child, Put},
    },
    error::Meaning,
};

/// The new values; `None` leaves the old one.
#[derive(Debug, Default)]
pub struct ItemUpdate<'a> {
    pub name: Option<&'a Name>,
    pub folder: Option<Uuid>,
    pub description: Option<&'a str>,
    /// The item's own grants, when it is moved; `None`: they are kept.
    pub grants: Option<OwnGrants>,
}

impl Documents {
    /// Gives another name.
    ///
    /// # Errors
    /// As [`Documents::alter`].
    pub async fn rename(&self, editor: &Editor, id: Uuid, expected: Expected, name: &Name) -> Result<Item> {
        let update = ItemUpdate { name: Some(name), ..ItemUpdate::default() };
        self.alter(editor, id, expected, &update, OnTaken::Refuse).await
    }

    /// Moves into another folder, with or without the item's own grants.
    ///
    /// # Errors
    /// As [`Documents::alter`].
    pub async fn relocate(
        &self,
        editor: &Editor,
        id: Uuid,
        expected: Expected,
        folder: Uuid,
        on_taken: OnTaken,
        grants: Option<OwnGrants>,
    ) -> Result<Item> {
        let update = ItemUpdate { folder: Some(folder), grants, ..ItemUpdate::default() };
        self.alter(editor, id, expected, &update, on_taken).await
    }

    /// Says something else about it.
    ///
    /// # Errors
    /// As [`Documents::alter`].
    pub async fn describe(&self, editor: &Editor, id: Uuid, expected: Expected, text: &str) -> Result<Item> {
        let update = ItemUpdate { description: Some(text), ..ItemUpdate::default() };
        self.alter(editor, id, expected, &update, OnTaken::Refuse).await
    }

    /// Makes all requested changes, or none. A value that is the same already is no change.
    ///
    /// # Errors
    /// `NotFound`; `Changed` when it is no longer as expected; `Conflict` when the name is taken, the folder does not
    /// exist any more, is inside the moved one, or is too deep, or when an item that does not inherit is to lose its
    /// grants; `Forbidden` when grants are to be dropped by somebody who does not own the item; `Invalid` for the
    /// root and for a bad text.
    pub async fn alter(
        &self,
        editor: &Editor,
        id: Uuid,
        expected: Expected,
        update: &ItemUpdate<'_>,
        on_taken: OnTaken,
    ) -> Result<Item> {
        let head = match update.name {
            Some(name) => self.head_for(editor, id, name).await?,
            None => None,
        };
        let height = if update.folder.is_some() { self.height(id).await? } else { 0 };
        let lock = update.folder.map_or(Lock::Changing(id), |folder| Lock::Moving(id, folder));
        let mut change = self.begin_change(editor.person(), lock).await?;
        let item = change.find::<Edit>(id).await?.into_inner();
        expected.check(&item)?;
        let place = match change.place(&item, height, update, on_taken).await? {
            Place::Free(place) => place,
            Place::TakenBy(there) if on_taken == OnTaken::Replace && !there.is_folder && !item.is_folder() => {
                let item = change.put_over(item, there.id, head.as_ref()).await?;
                change.commit().await?;
                return Ok(item);
            }
            Place::TakenBy(_) => return Ok(item),
        };
        let description = update.description.map(description::parse).transpose()?;
        let description = description.unwrap_or_else(|| item.description.clone());
        let grants = update.grants.unwrap_or(OwnGrants::Keep);
        let is_moved = place.folder != item.parent;
        let leaves_grants = is_moved && grants == OwnGrants::Target && change.leave_grants(&item).await?;
        let kept = is_moved.then_some(grants);
        let altered = change.write(item, place, description, head.as_ref(), kept).await?;
        if leaves_grants {
            change.commit_access().await?;
        } else {
            change.commit().await?;
        }
        Ok(altered)
    }
}

enum Place {
    Free(InFolder),
    /// By something else; what to do about it was said.
    TakenBy(Child),
}

struct InFolder {
    /// The root has no parent.
    folder: Option<Uuid>,
    name: String,
}

impl Change<'_> {
    /// The target of the item, if it is valid.
    async fn place(&mut self, item: &Item, height: usize, update: &ItemUpdate<'_>, on_taken: OnTaken) -> Result<Place> {
        let name = update.name.map_or(&*item.name, Name::as_str);
        let folder = update.folder.or(item.parent);
        if name == item.name && folder == item.parent {
            return Ok(Place::Free(InFolder { folder, name: name.to_owned() }));
        }
        let (Some(folder), Some(_)) = (folder, item.parent) else {
            return Err(Error::invalid(text!("change-root"), "the root was to be renamed or moved"));
        };
        if Some(folder) != item.parent {
            let target = self.folder(folder).await?;
            self.decides_about(item).await?;
            if item.is_folder() && store::is_within(self.connection(), folder, item.id).await? {
                let sentence = text!("change-into-itself");
                return Err(Error::conflict(sentence, format!("{} into {folder}", item.id)));
            }
            self.tree_fits_below(&target, item.id, height).await?;
        }
        let there = self.child(folder, name).await?.filter(|there| there.id != item.id);
        let Some(there) = there else {
            return Ok(Place::Free(InFolder { folder: Some(folder), name: name.to_owned() }));
        };
        let wanted = Name::parse(name).map_err(Error::internal)?;
        if there.level.is_none() {
            return Err(taken_by(&there, &wanted));
        }
        match on_taken {
            OnTaken::KeepBoth => {
                let name = free_name(self.connection(), folder, &wanted).await?.to_string();
                Ok(Place::Free(InFolder { folder: Some(folder), name }))
            }
            OnTaken::Replace if !there.is_folder && !item.is_folder() => Ok(Place::TakenBy(there)),
            OnTaken::Skip => Ok(Place::TakenBy(there)),
            OnTaken::Refuse | OnTaken::Replace => Err(taken_by(&there, &wanted)),
        }
    }

    /// `grants`: what became of those on it, where it comes into another folder.
    async fn write(
        &mut self,
        item: Item,
        place: InFolder,
        description: String,
        head: Option<&Head>,
        grants: Option<OwnGrants>,
    ) -> Result<Item> {
        let moves = place.folder != item.parent || place.name != item.name;
        let describes = description != item.description;
        if !(moves || describes) {
            return Ok(item);
        }
        let retyped = retyped(&item, &place.name, head)?;
        let put = Put { id: item.id, folder: place.folder, name: &place.name, description: &description };
        let (by, at) = (self.by.clone(), self.at);
        store::put(self.connection(), &put, &by, at).await?;
        if let Some(folder) = place.folder.filter(|_| place.folder != item.parent) {
            check_quota(self.connection(), folder, item.parent).await?;
        }
        let mut altered = self.item(item.id).await.map_err(out_of_sight)?;
        if moves {
            self.changed_item(&item);
            self.changed_item(&altered);
        } else if let Some(folder) = item.parent {
            self.changed_in(folder);
        }
        if let Some(content) = &retyped {
            // Versions never change: the same bytes as something else are a new one.
            altered = self.next_version(altered, &NewBytes::of(content), None).await?;
        }
        let (id, path) = (item.id, altered.path.clone());
        if moves {
            store::note_former_place(self.connection(), &item.path, id, at).await?;
            let grants = grants.map(OwnGrants::as_str);
            self.record(Event::ItemMoved { item: id, from: item.path, to: path.clone(), grants }).await?;
        }
        if describes {
            self.record(Event::ItemDescribed { item: id, path }).await?;
        }
        Ok(altered)
    }

    /// A document is moved onto another one: that one gets its bytes as a new version, and the moved one, with all
    /// its history, goes to the trash.
    async fn put_over(&mut self, item: Item, there: Uuid, head: Option<&Head>) -> Result<Item> {
        let target = self.find::<Edit>(there).await?.into_inner();
        let Some(content) = retyped(&item, &target.name, head)? else {
            return Err(Error::internal("a folder replaces nothing"));
        };
        self.put_into_trash(&item, None).await?;
        let at = self.at;
        store::note_former_place(self.connection(), &item.path, there, at).await?;
        self.next_version(target, &NewBytes::of(&content), None).await
    }
}

/// Whoever moves something that is cut off may lose it by that: then it stays where it is.
fn out_of_sight(error: Error) -> Error {
    match error.meaning() {
        Meaning::NotFound => Error::conflict(text!("change-out-of-sight"), error.log()),
        _ => error,
    }
}
