//! A document whose bytes have come.

use uuid::Uuid;

use super::{
    change::{Change, Lock, fits_below},
    taken::{free_name, taken},
};
use crate::{
    Error, Result,
    access::ladder::Editor,
    audit::Event,
    documents::{
        announced_upload::{Outcome, Stage, Upload},
        bytes::blobs::Stored,
        item::Item,
        media_type,
        name::Name,
        on_taken::OnTaken,
        service::Documents,
        store::{self, NewVersion},
    },
};

/// What became of bytes that were to become a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    New(Item),
    /// The document of that name has them as its latest version.
    Version(Item),
    /// The name was taken: by this.
    Skipped(Item),
}

impl Added {
    pub fn item(&self) -> &Item {
        let (Self::New(item) | Self::Version(item) | Self::Skipped(item)) = self;
        item
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::New(_) => Outcome::New,
            Self::Version(_) => Outcome::Version,
            Self::Skipped(_) => Outcome::Skipped,
        }
    }
}

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
    ) -> Result<Added> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(folder)).await?;
        let added = add(&mut change, folder, name, stored, on_taken).await?;
        if !matches!(added, Added::Skipped(_)) {
            change.commit().await?;
        }
        Ok(added)
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
        let added = add(&mut change, folder, &upload.name, stored, on_taken).await?;
        let outcome = added.outcome();
        store::upload_is_done(change.connection(), upload.id, outcome, added.item().id).await?;
        change.commit().await?;
        Ok((outcome, added.item().id))
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
        self.room_beside_announced(change.connection(), &upload.owner, folder, stored.size).await?;
        let added = add(&mut change, folder, &upload.name, stored, upload.on_taken).await?;
        let (outcome, document) = (added.outcome(), added.item().id);
        upload.stage = Stage::Done { outcome, document };
        if !store::add_upload(change.connection(), upload, folder).await? {
            return Err(Error::conflict(text!("upload-busy"), "an upload with this key is known"));
        }
        change.commit().await
    }
}

async fn add(
    change: &mut Change<'_>,
    folder: Uuid,
    wanted: &Name,
    stored: &Stored,
    on_taken: OnTaken,
) -> Result<Added> {
    let folder = change.folder(folder).await?;
    fits_below(&folder, 0)?;
    let mut name = wanted.clone();
    for _ in 0..TRIES {
        if let Some(there) = store::child(change.connection(), folder.id, name.as_str()).await? {
            match on_taken {
                OnTaken::Skip => return change.item(there.id).await.map(Added::Skipped),
                OnTaken::KeepBoth => name = free_name(change.connection(), folder.id, wanted).await?,
                OnTaken::Replace if !there.is_folder => {
                    return change.add_version(there.id, stored).await.map(Added::Version);
                }
                OnTaken::Refuse | OnTaken::Replace => return Err(taken(wanted)),
            }
        }
        let content_type = media_type::of(name.as_str(), &stored.head);
        let Stored { hash, size, .. } = *stored;
        let (document, id) = (change.new_id(), change.new_id());
        let place = Some((folder.id, name.to_string()));
        let new = NewVersion { id, document, place, number: 1, hash, size, content_type };
        let (by, at) = (change.by.clone(), change.at);
        if store::add_document(change.connection(), &new, &by, at).await? {
            if size > 0 {
                change.hold_room(folder.id).await?;
            }
            let item = change.item(document).await?;
            change.changed_in(folder.id);
            let event = Event::DocumentAdded { item: item.id, path: item.path.clone(), bytes: size };
            change.record(event).await?;
            return Ok(Added::New(item));
        }
    }
    Err(Error::unavailable("the name was taken again and again"))
}
