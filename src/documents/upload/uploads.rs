//! The rules about uploads: who may begin one, and go on with which.

use std::{io, sync::Arc};

use time::OffsetDateTime;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        announced_upload::{PATIENCE, Stage, Upload},
        name::Name,
        on_taken::OnTaken,
        service::Documents,
        store::{self, Called},
        upload::{
            failure,
            spool::{Closed, Incoming, Spool},
        },
    },
    transport::waiting::WaitingUploads,
};

/// Documents on their way in.
pub struct Uploads {
    pub(super) documents: Arc<Documents>,
    pub(super) spool: Spool,
    pub(super) largest: u64,
    /// For whom uploads wait.
    pub waiting: Arc<WaitingUploads>,
}

/// What somebody wants to send.
#[derive(Debug, Clone)]
pub struct Plan {
    pub folder: Uuid,
    pub path: Vec<Name>,
    pub name: Name,
    pub length: u64,
    pub key: Option<String>,
    pub on_taken: OnTaken,
    /// When the file itself was last changed, where its sender says so.
    pub modified_at: Option<OffsetDateTime>,
}

/// How far an upload is after a request.
#[derive(Debug)]
pub struct Progress {
    pub upload: Upload,
    pub offset: u64,
    /// Why the document was not made though all its bytes are there.
    pub hindrance: Option<Error>,
}

impl Uploads {
    /// # Errors
    /// When the spool cannot be made.
    pub fn new(documents: Arc<Documents>, largest: u64) -> Result<Self> {
        let directory = documents.blobs.spool_dir().join("uploads");
        let unmade = |error| Error::internal(format!("DATA_DIR: {} cannot be made: {error}", directory.display()));
        std::fs::create_dir_all(&directory).map_err(unmade)?;
        Ok(Self { spool: Spool::new(directory), documents, largest, waiting: Arc::default() })
    }

    /// The largest document that people may send, in bytes.
    pub fn largest(&self) -> u64 {
        self.largest
    }

    /// A place for the bytes, if they will be welcome as far as can be told.
    ///
    /// # Errors
    /// `TooLarge`, `Full`, `NotFound` for the folder, `Conflict` for a name that is taken.
    ///
    /// One that was announced with this key already is gone on with: the sender may not have heard of it.
    pub async fn announce(&self, editor: &Editor, plan: Plan) -> Result<Upload> {
        if let Some(known) = self.known(editor, plan.key.as_deref()).await? {
            return Ok(known);
        }
        let owner = editor.person().key();
        self.has_few(&owner).await?;
        self.documents.remember(editor.person()).await?;
        // Whoever announces at the same moment waits for the locks of the quotas, and then counts this one.
        let mut transaction = self.documents.database.begin().await?;
        let nearest = self.welcome(&mut transaction, editor, &plan).await?.folder;
        let upload = self.planned(editor, plan);
        let is_new = store::add_upload(&mut *transaction, &upload, nearest).await?;
        transaction.commit().await?;
        if is_new {
            // The disk has no lock: it is asked when both see each other, and whoever comes too late goes.
            if upload.length > 0
                && let Err(full) = self.disk_holds(&owner).await
            {
                store::remove_upload(self.documents.database.pool(), upload.id).await?;
                return Err(full);
            }
            return Ok(upload);
        }
        let known = self.known(editor, upload.key.as_deref()).await?;
        known.ok_or_else(|| Error::conflict(text!("upload-expired"), "the key of an old upload"))
    }

    async fn known(&self, editor: &Editor, key: Option<&str>) -> Result<Option<Upload>> {
        let Some(key) = key else { return Ok(None) };
        let (owner, now) = (editor.person().key(), self.documents.database.now());
        let pool = self.documents.database.pool();
        self.documents.database.look_up(|| store::upload(pool, Called::Key(key), &owner, now)).await?.transpose()
    }

    pub(super) fn planned(&self, editor: &Editor, plan: Plan) -> Upload {
        let now = self.documents.database.now();
        Upload {
            id: self.documents.new_id(),
            owner: editor.person().key(),
            folder: plan.folder,
            path: plan.path,
            name: plan.name,
            length: plan.length,
            key: plan.key,
            on_taken: plan.on_taken,
            created_at: now,
            expires_at: now + PATIENCE,
            unverified_from: None,
            needs_decision: false,
            modified_at: plan.modified_at,
            stage: Stage::Receiving,
        }
    }

    /// # Errors
    /// `NotFound`, also for somebody else's and for one that has expired.
    pub async fn find(&self, editor: &Editor, id: Uuid) -> Result<Upload> {
        let (owner, now) = (editor.person().key(), self.documents.database.now());
        let pool = self.documents.database.pool();
        let found = self.documents.database.look_up(|| store::upload(pool, Called::Id(id), &owner, now)).await?;
        found.ok_or_else(|| Error::not_found(format!("no upload {id} of this person")))?
    }

    /// What this person has begun and not finished, and how much of it is there.
    pub async fn unfinished(&self, editor: &Editor) -> Result<Vec<(Upload, u64)>> {
        let (owner, now) = (editor.person().key(), self.documents.database.now());
        let pool = self.documents.database.pool();
        let uploads = self.documents.database.look_up(|| store::unfinished_uploads(pool, &owner, now)).await??;
        let spool = self.spool.clone();
        let looked = spawn_blocking(move || {
            let came = |upload: Upload| spool.came(&upload).map(|came| (upload, came));
            uploads.into_iter().map(came).collect::<io::Result<_>>()
        });
        looked.await.map_err(failure::of_thread)?.map_err(failure::of_disk)
    }

    /// How many of its bytes are there for good.
    pub fn offset(&self, upload: &Upload) -> Result<u64> {
        self.spool.came(upload).map_err(failure::of_disk)
    }

    pub(super) async fn open(&self, id: Uuid, unverified_from: Option<u64>) -> Result<Incoming> {
        let spool = self.spool.clone();
        let opened = spawn_blocking(move || spool.open(id, unverified_from)).await;
        opened.map_err(failure::of_thread)?.map_err(|closed| match closed {
            Closed::Busy => failure::busy(),
            Closed::Disk(error) => failure::of_disk(error),
        })
    }

    pub(super) async fn discard_file(&self, incoming: Incoming) -> Result<()> {
        let (spool, id) = (self.spool.clone(), incoming.id());
        let removed = spawn_blocking(move || {
            let removed = spool.remove(id);
            drop(incoming);
            spool.forget(id);
            removed
        });
        removed.await.map_err(failure::of_thread)?.map_err(failure::of_disk)
    }

    pub(super) async fn touch(&self, id: Uuid, unverified_from: Option<u64>) -> Result<()> {
        let until = self.documents.database.now() + PATIENCE;
        store::touch_upload(self.documents.database.pool(), id, unverified_from, until).await
    }

    /// Nothing of it stays.
    ///
    /// # Errors
    /// `NotFound` as [`Self::find`]; `Conflict` while a request is sending.
    pub async fn discard(&self, editor: &Editor, id: Uuid) -> Result<()> {
        let upload = self.find(editor, id).await?;
        if upload.is_receiving() {
            let incoming = self.open(id, upload.unverified_from).await?;
            self.discard_file(incoming).await?;
        }
        store::remove_upload(self.documents.database.pool(), id).await?;
        if upload.needs_decision {
            self.count_waiting(&upload.owner).await;
        }
        Ok(())
    }
}
