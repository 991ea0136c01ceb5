//! A document whose bytes have come.

use uuid::Uuid;

use super::{
    change::{Change, Lock, fits_below, folder_is_gone, not_a_folder},
    taken_name::{free_name, taken_by},
};
use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level},
    audit::Event,
    documents::{
        announced_upload::{Outcome, Stage, Upload},
        name::Name,
        on_taken::OnTaken,
        service::Documents,
        store::{self, NewVersion},
    },
    media_type,
    storage::blobs::Stored,
};

/// Others may take the same free name in the same moment; so often it is tried again.
const TRIES: usize = 16;

impl Documents {
    /// Adds a document to a folder. The bytes are stored already.
    ///
    /// # Errors
    /// `Conflict` when the name is taken and `on_taken` does not say what to do then, when the folder is not there
    /// any more, or when a folder has the name.
    pub async fn add_document(
        &self,
        editor: &Editor,
        folder: Uuid,
        name: &Name,
        stored: &Stored,
        on_taken: OnTaken,
    ) -> Result<()> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(folder)).await?;
        add(&mut change, folder, name, stored, on_taken).await?;
        change.commit().await
    }

    /// The same for an upload. Its row ends in the same transaction, so it becomes one document, however often and by
    /// however many at once this is asked for.
    ///
    /// # Errors
    /// As [`Documents::add_document`]; `NotFound` when the upload was thrown away.
    pub async fn end_upload(
        &self,
        editor: &Editor,
        upload: &Upload,
        folder: Uuid,
        stored: &Stored,
        on_taken: OnTaken,
    ) -> Result<(Outcome, Uuid)> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(folder)).await?;
        if let Some(ended) = store::hold_upload(change.connection(), upload.id).await? {
            return Ok(ended);
        }
        let (outcome, document) = add(&mut change, folder, &upload.name, stored, on_taken).await?;
        store::upload_is_done(change.connection(), upload.id, outcome, document).await?;
        change.commit().await?;
        Ok((outcome, document))
    }

    /// The same for an upload that has no row yet: it gets one that has ended already.
    ///
    /// # Errors
    /// As [`Documents::add_document`]; `Conflict` when its key is known.
    pub async fn add_upload_at_once(
        &self,
        editor: &Editor,
        upload: &mut Upload,
        folder: Uuid,
        stored: &Stored,
    ) -> Result<()> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(folder)).await?;
        change.hold_room_beside_announced(&upload.owner, folder, stored.size).await?;
        let (outcome, document) = add(&mut change, folder, &upload.name, stored, upload.on_taken).await?;
        upload.stage = Stage::Done { outcome, document };
        if !store::add_upload(change.connection(), upload, folder).await? {
            return Err(Error::conflict(text!("upload-busy"), "an upload with this key is known"));
        }
        change.commit().await
    }
}

pub(super) async fn add(
    change: &mut Change<'_>,
    folder: Uuid,
    wanted: &Name,
    stored: &Stored,
    on_taken: OnTaken,
) -> Result<(Outcome, Uuid)> {
    let mut name = wanted.clone();
    for _ in 0..TRIES {
        let subjects = change.subjects();
        let place = store::place(change.connection(), folder, name.as_str(), subjects.names()).await?;
        let place = place.ok_or_else(|| folder_is_gone(folder))?;
        if !place.is_folder {
            return Err(not_a_folder(folder));
        }
        place.level.ok_or_else(|| folder_is_gone(folder))?.includes(Level::Edit, folder)?;
        fits_below(&place.folder, 0)?;
        if let Some(there) = place.taken {
            // Whoever sends by a link sees nothing of the folder, and is told nothing of it.
            if there.level.is_none() && !change.is_by_link() {
                return Err(taken_by(&there, wanted));
            }
            match on_taken {
                OnTaken::Skip => {
                    change.changed_nothing();
                    return Ok((Outcome::Skipped, there.id));
                }
                OnTaken::KeepBoth => name = free_name(change.connection(), folder, wanted).await?,
                OnTaken::Replace if !there.is_folder => {
                    change.add_version(there.id, stored).await?;
                    return Ok((Outcome::Version, there.id));
                }
                OnTaken::Refuse | OnTaken::Replace => return Err(taken_by(&there, wanted)),
            }
        }
        let content_type = media_type::of(name.as_str(), &stored.head);
        let Stored { hash, size, modified_at, .. } = *stored;
        let (document, id) = (change.new_id(), change.new_id());
        let there = Some((folder, name.to_string()));
        let new = NewVersion { id, document, place: there, number: 1, hash, size, content_type, modified_at };
        let (by, at) = (change.by.clone(), change.at);
        if store::add_document(change.connection(), &new, &by, at).await? {
            if size > 0 {
                change.hold_room(folder).await?;
            }
            change.changed_in(folder);
            let path = if place.folder.is_empty() { name.to_string() } else { format!("{}/{name}", place.folder) };
            change.record(Event::DocumentAdded { item: document, path, bytes: size }).await?;
            return Ok((Outcome::New, document));
        }
    }
    Err(Error::unavailable("the name was taken again and again"))
}
