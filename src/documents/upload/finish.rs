//! How bytes that are all there become a document. Each step may be the last before a crash, and can be repeated.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, recheck::Still},
    documents::{
        announced_upload::{Outcome, PATIENCE, Stage, Upload},
        name::Name,
        on_taken::OnTaken,
        store,
        upload::{
            failure, room,
            spool::Incoming,
            uploads::{Progress, Uploads},
        },
    },
    error::Meaning,
    storage::blobs::Stored,
};

/// Whether trying again would not help: the person has to choose another name or folder, or make room. (A database
/// that is full says when to try again: no person can make room there.)
pub(super) fn needs_decision(hindrance: &Error) -> bool {
    matches!(hindrance.meaning(), Meaning::Conflict | Meaning::Full | Meaning::Invalid)
        && hindrance.retry_after().is_none()
}

impl Uploads {
    /// The bytes go to the store, then the document is made. What stands in the way of the document does not cost the
    /// bytes: the upload waits.
    ///
    /// # Errors
    /// As the gate, when the sender may not do this any more.
    pub(super) async fn finish(&self, mut upload: Upload, incoming: Incoming, still: &Still) -> Result<Progress> {
        let stored = self.settle(&upload, incoming).await?;
        upload.stage = Stage::Waiting(stored.clone());
        // Now, since bringing them to a store may have taken minutes.
        let editor = match still.editor().await {
            Ok(editor) => editor,
            Err(refused) => {
                // Whoever has signed out says by themselves, once they are back, whether they still want it.
                if refused.meaning() == Meaning::SignIn {
                    self.ask_person(&mut upload).await?;
                }
                return Err(refused);
            }
        };
        let choice = upload.on_taken;
        self.commit(&editor, upload, &stored, choice).await
    }

    async fn settle(&self, upload: &Upload, incoming: Incoming) -> Result<Stored> {
        let id = upload.id;
        let (incoming, stored) = failure::blocking(incoming, |incoming| incoming.stored()).await?;
        let stored = Stored { modified_at: upload.modified_at, ..stored };
        let database = &self.documents.database;
        let until = self.documents.database.now() + PATIENCE;
        // First the row, so that nobody sweeps the blob away before the document names it.
        store::upload_is_whole(database.pool(), id, &stored, until).await?;
        let settled = self.documents.blobs.settle(self.spool.path(id), stored.hash, stored.size).await;
        drop(incoming);
        if let Err(error) = settled {
            store::upload_is_not_whole(database.pool(), id).await?;
            return Err(failure::of_store(error));
        }
        self.spool.forget(id);
        Ok(stored)
    }

    async fn commit(&self, editor: &Editor, mut upload: Upload, stored: &Stored, choice: OnTaken) -> Result<Progress> {
        let offset = upload.length;
        match self.make_document(editor, &upload, stored, choice).await {
            Ok((outcome, document)) => {
                upload.stage = Stage::Done { outcome, document };
                if upload.needs_decision {
                    self.count_waiting(&upload.owner).await;
                }
                Ok(Progress { upload, offset, hindrance: None })
            }
            Err(error) => {
                if needs_decision(&error) && !upload.needs_decision {
                    self.ask_person(&mut upload).await?;
                }
                Ok(Progress { upload, offset, hindrance: Some(error) })
            }
        }
    }

    async fn ask_person(&self, upload: &mut Upload) -> Result<()> {
        store::upload_needs_decision(self.documents.database.pool(), upload.id).await?;
        upload.needs_decision = true;
        self.count_waiting(&upload.owner).await;
        Ok(())
    }

    /// The end of an upload of which all bytes are there, once more.
    pub(super) async fn try_again(&self, editor: &Editor, mut upload: Upload) -> Result<Progress> {
        let offset = upload.length;
        if matches!(upload.stage, Stage::Done { .. }) {
            return Ok(Progress { upload, offset, hindrance: None });
        }
        let stored = self.whole(editor, &upload).await?;
        upload.stage = Stage::Waiting(stored.clone());
        let choice = upload.on_taken;
        self.commit(editor, upload, &stored, choice).await
    }

    async fn make_document(
        &self,
        editor: &Editor,
        upload: &Upload,
        stored: &Stored,
        choice: OnTaken,
    ) -> Result<(Outcome, Uuid)> {
        let folder = self.on_the_way(editor, upload.folder, &upload.path).await?;
        self.documents.end_upload(editor, upload, folder, stored, choice).await
    }

    /// The folder at the end of a path below `folder`, made where it is missing. Others may be making it too.
    async fn on_the_way(&self, editor: &Editor, folder: Uuid, path: &[Name]) -> Result<Uuid> {
        if path.is_empty() {
            return Ok(folder);
        }
        let names: Vec<String> = path.iter().map(ToString::to_string).collect();
        let mut tries = 0;
        loop {
            let subjects = editor.person().subjects();
            let there = store::steps_below(self.documents.database.pool(), folder, &names, subjects).await?;
            let Some(last) = there.last() else { return Err(room::folder_is_gone()) };
            if last.level.is_none() {
                return Err(room::unusable(last.id));
            }
            if !last.is_folder {
                return Err(room::not_a_folder(path, there.len()));
            }
            let Some(missing) = path.get(there.len() - 1) else { return Ok(last.id) };
            match self.documents.make_folder(editor, last.id, missing).await {
                Err(error) if error.meaning() == Meaning::Conflict && tries < 8 => tries += 1,
                Err(error) => return Err(error),
                Ok(_) => {}
            }
        }
    }

    /// The person has said what to do with an upload that waits; or the end is tried once more.
    ///
    /// # Errors
    /// `NotFound` as [`Uploads::find`]; `Conflict` while bytes are missing.
    pub async fn decide(
        &self,
        editor: &Editor,
        id: Uuid,
        choice: Option<OnTaken>,
        folder: Option<Uuid>,
    ) -> Result<Progress> {
        let mut upload = self.find(editor, id).await?;
        let offset = self.offset(&upload)?;
        if matches!(upload.stage, Stage::Done { .. }) {
            return Ok(Progress { upload, offset, hindrance: None });
        }
        if offset < upload.length {
            return Err(Error::conflict(text!("upload-unfinished"), "a decision before the end"));
        }
        if let Some(folder) = folder {
            store::upload_goes_to(self.documents.database.pool(), id, folder).await?;
            (upload.folder, upload.path) = (folder, Vec::new());
        }
        let choice = choice.unwrap_or(upload.on_taken);
        let stored = self.whole(editor, &upload).await?;
        upload.stage = Stage::Waiting(stored.clone());
        self.commit(editor, upload, &stored, choice).await
    }

    /// Has the bytes in the store, also where a crash came between.
    pub(super) async fn whole(&self, editor: &Editor, upload: &Upload) -> Result<Stored> {
        let is_spooled = self.spool.length(upload.id).map_err(failure::of_disk)? == upload.length;
        match &upload.stage {
            Stage::Waiting(stored) if !is_spooled || upload.length == 0 => Ok(stored.clone()),
            _ => {
                let incoming = self.open(upload.id, upload.unverified_from).await?;
                let now = self.find(editor, upload.id).await?;
                if incoming.length() == now.length && !matches!(now.stage, Stage::Done { .. }) {
                    return self.settle(upload, incoming).await;
                }
                // Somebody else has settled it before this opened its file, which is a new and empty one.
                self.discard_file(incoming).await?;
                match now.stage {
                    Stage::Waiting(stored) => Ok(stored),
                    _ => Err(failure::busy()),
                }
            }
        }
    }
}
