//! How bytes that are all there become a document. Each step may be the last before a crash, and can be repeated.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, recheck::Recheck},
    documents::{changes::Added, name::Name, on_taken::OnTaken},
    error::Meaning,
    storage::blobs::Stored,
    uploads::{
        admission, failure,
        service::{Progress, Uploads},
        spool::Incoming,
        store,
        upload::{PATIENCE, Stage, Upload},
        vet::Whole,
    },
};

/// Whether trying again would not help: the person has to choose another name or folder, or make room. (A database
/// that is full says when to try again: no person can make room there.)
pub(super) fn needs_decision(hindrance: &Error) -> bool {
    matches!(hindrance.meaning(), Meaning::Conflict | Meaning::Full | Meaning::Invalid)
        && hindrance.retry_after().is_none()
}

impl Uploads {
    /// Has the bytes scanned and moves them to the store, then makes the document. If the document cannot be made, the bytes
    /// are not lost: the upload waits.
    ///
    /// # Errors
    /// As the gate, when the sender may not do this any more; as the virus scan.
    pub(super) async fn finish(
        &self,
        sender: &Editor,
        mut upload: Upload,
        incoming: Incoming,
        recheck: &Recheck,
    ) -> Result<Progress> {
        let Whole::Stored(stored) = self.settle(sender, &upload, incoming).await? else {
            return Ok(Progress::awaits_scan(upload));
        };
        upload.stage = Stage::Waiting(stored.clone());
        // Now, since bringing them to a store may have taken minutes.
        let editor = match recheck.editor().await {
            Ok(editor) => editor,
            Err(refused) => {
                // People who have signed out decide themselves, once they are back, whether they still want it.
                if refused.meaning() == Meaning::SignIn {
                    self.ask_person(&mut upload).await?;
                }
                return Err(refused);
            }
        };
        let choice = upload.on_taken;
        self.commit(&editor, upload, &stored, choice).await
    }

    async fn settle(&self, sender: &Editor, upload: &Upload, incoming: Incoming) -> Result<Whole> {
        let id = upload.id;
        let (incoming, stored) = failure::blocking(incoming, |incoming| incoming.stored()).await?;
        let stored = Stored { modified_at: upload.modified_at, ..stored };
        let Some(incoming) = self.admit_bytes(sender, upload, incoming, &stored).await? else {
            return Ok(Whole::AwaitsScan);
        };
        let (pool, until) = (self.database.pool(), self.database.now() + PATIENCE);
        // First the row, so that the garbage collection keeps the blob until the document refers to it.
        store::upload_is_whole(pool, id, &stored, until).await?;
        let settled = self.blobs.settle(self.spool.path(id), stored.hash, stored.size).await;
        drop(incoming);
        if let Err(error) = settled {
            store::upload_is_not_whole(pool, id).await?;
            return Err(failure::of_store(error));
        }
        self.spool.forget(id);
        Ok(Whole::Stored(stored))
    }

    async fn commit(&self, editor: &Editor, mut upload: Upload, stored: &Stored, choice: OnTaken) -> Result<Progress> {
        let offset = upload.length;
        match self.make_document(editor, &upload, stored, choice).await {
            Ok(added) => {
                upload.stage = Stage::Done(added);
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
        store::upload_needs_decision(self.database.pool(), upload.id).await?;
        upload.needs_decision = true;
        self.count_waiting(&upload.owner).await;
        Ok(())
    }

    /// Finishes an upload all of whose bytes have arrived, once more.
    pub(super) async fn try_again(&self, editor: &Editor, mut upload: Upload) -> Result<Progress> {
        let offset = upload.length;
        if matches!(upload.stage, Stage::Done(_)) {
            return Ok(Progress { upload, offset, hindrance: None });
        }
        let Whole::Stored(stored) = self.whole(editor, &upload).await? else {
            return Ok(Progress::awaits_scan(upload));
        };
        upload.awaits_scan = false;
        upload.stage = Stage::Waiting(stored.clone());
        let choice = upload.on_taken;
        self.commit(editor, upload, &stored, choice).await
    }

    async fn make_document(&self, editor: &Editor, upload: &Upload, stored: &Stored, choice: OnTaken) -> Result<Added> {
        if let Some(document) = upload.replaces {
            return self.replace_once(editor, upload, document, stored).await;
        }
        let folder = self.make_path(editor, upload.folder, &upload.path).await?;
        self.add_once(editor, upload, folder, stored, choice).await
    }

    /// Adds the document. The row of the upload ends in the same transaction, so it becomes one document, even when several
    /// requests ask for it at the same time.
    ///
    /// # Errors
    /// As `Documents::add_document`; `NotFound` when the upload was discarded.
    async fn add_once(
        &self,
        editor: &Editor,
        upload: &Upload,
        folder: Uuid,
        stored: &Stored,
        on_taken: OnTaken,
    ) -> Result<Added> {
        let mut addition = self.documents.begin_addition(editor, folder).await?;
        if let Some(added) = store::hold_upload(addition.connection(), upload.id).await? {
            return Ok(added);
        }
        let added = addition.add(&upload.name, stored, on_taken).await?;
        store::upload_is_done(addition.connection(), upload.id, added).await?;
        addition.commit().await?;
        Ok(added)
    }

    /// The same for the next version of a document.
    async fn replace_once(&self, editor: &Editor, upload: &Upload, document: Uuid, stored: &Stored) -> Result<Added> {
        let mut addition = self.documents.begin_addition(editor, document).await?;
        if let Some(added) = store::hold_upload(addition.connection(), upload.id).await? {
            return Ok(added);
        }
        let added = addition.replace(document, stored).await?;
        store::upload_is_done(addition.connection(), upload.id, added).await?;
        addition.commit().await?;
        Ok(added)
    }

    /// The folder at the end of a path below `folder`, made where it is missing. Others may be making it too.
    async fn make_path(&self, editor: &Editor, folder: Uuid, path: &[Name]) -> Result<Uuid> {
        if path.is_empty() {
            return Ok(folder);
        }
        let names: Vec<String> = path.iter().map(ToString::to_string).collect();
        let mut tries = 0;
        loop {
            let mut connection = self.database.connection().await?;
            let there = self.documents.steps_below(&mut connection, editor, folder, &names).await?;
            drop(connection);
            let Some(last) = there.last() else { return Err(admission::folder_is_gone()) };
            if last.level.is_none() {
                return Err(admission::unusable(last.id));
            }
            if !last.is_folder {
                return Err(admission::not_a_folder(path, there.len()));
            }
            let Some(missing) = path.get(there.len() - 1) else { return Ok(last.id) };
            match self.documents.make_folder(editor, last.id, missing).await {
                Err(error) if error.meaning() == Meaning::Conflict && tries < 8 => tries += 1,
                Err(error) => return Err(error),
                Ok(_) => {}
            }
        }
    }

    /// The person has decided what happens with a waiting upload; or finishing it is tried again.
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
        upload.is_going_on()?;
        let offset = self.offset(&upload)?;
        if matches!(upload.stage, Stage::Done(_)) {
            return Ok(Progress { upload, offset, hindrance: None });
        }
        if offset < upload.length {
            return Err(Error::conflict(text!("upload-unfinished"), "a decision before the end"));
        }
        if let Some(folder) = folder {
            store::upload_goes_to(self.database.pool(), id, folder).await?;
            (upload.folder, upload.path) = (folder, Vec::new());
        }
        let choice = choice.unwrap_or(upload.on_taken);
        let Whole::Stored(stored) = self.whole(editor, &upload).await? else {
            return Ok(Progress::awaits_scan(upload));
        };
        upload.awaits_scan = false;
        upload.stage = Stage::Waiting(stored.clone());
        self.commit(editor, upload, &stored, choice).await
    }

    /// Has the bytes in the store, also where a crash came between.
    pub(super) async fn whole(&self, editor: &Editor, upload: &Upload) -> Result<Whole> {
        let is_spooled = self.spool.length(upload.id).map_err(failure::of_disk)? == upload.length;
        match &upload.stage {
            Stage::Waiting(stored) if !is_spooled || upload.length == 0 => Ok(Whole::Stored(stored.clone())),
            _ => {
                let incoming = self.open(upload.id, upload.unverified_from).await?;
                let now = self.find(editor, upload.id).await?;
                if incoming.length() == now.length && !matches!(now.stage, Stage::Done(_)) {
                    return self.settle(editor, upload, incoming).await;
                }
                // Somebody else has settled it before this opened its file, which is a new and empty one.
                self.discard_file(incoming).await?;
                match now.stage {
                    Stage::Waiting(stored) => Ok(Whole::Stored(stored)),
                    _ => Err(failure::busy()),
                }
            }
        }
    }
}
