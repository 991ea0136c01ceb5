//! The rules of uploads: who may begin one, and continue which.

use std::{io, sync::Arc};

use time::OffsetDateTime;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, people},
    database::Database,
    documents::{Documents, name::Name, on_taken::OnTaken},
    scanning::Scanning,
    storage::blobs::Blobs,
    transport::waiting_uploads::WaitingUploads,
    uploads::{
        failure,
        spool::{Closed, Incoming, Spool},
        store::{self, Called},
        together::Gathering,
        upload::{PATIENCE, Stage, Upload},
    },
};

/// Documents on their way in.
pub struct Uploads {
    pub(super) database: Database,
    pub(super) documents: Arc<Documents>,
    pub(super) blobs: Arc<Blobs>,
    pub(super) scanning: Arc<Scanning>,
    pub(super) spool: Spool,
    pub(super) largest: u64,
    pub(super) gathering: Gathering,
    /// For whom uploads wait.
    pub waiting: Arc<WaitingUploads>,
}

/// What somebody wants to upload.
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
    /// `largest`: the largest document that people may send, in bytes.
    ///
    /// # Errors
    /// When the spool's directory cannot be made.
    pub fn new(
        database: &Database,
        documents: Arc<Documents>,
        blobs: Arc<Blobs>,
        scanning: Arc<Scanning>,
        largest: u64,
    ) -> Result<Self> {
        let directory = blobs.spool_dir().join("uploads");
        let unmade = |error| Error::internal(format!("DATA_DIR: {} cannot be made: {error}", directory.display()));
        std::fs::create_dir_all(&directory).map_err(unmade)?;
        Ok(Self {
            database: database.clone(),
            documents,
            blobs,
            scanning,
            spool: Spool::new(directory),
            largest,
            gathering: Gathering::default(),
            waiting: Arc::default(),
        })
    }

    /// The largest document that people may send, in bytes.
    pub fn largest(&self) -> u64 {
        self.largest
    }

    /// How many uploads are under way, and their bytes when they are complete.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn under_way(&self) -> Result<(i64, u64)> {
        let now = self.database.now();
        let mut connection = self.database.connection().await?;
        store::uploads_under_way(&mut *connection, now).await
    }

    /// Registers an upload, if it can succeed as far as is known now.
    ///
    /// # Errors
    /// `TooLarge`, `Full`, `NotFound` for the folder, `Conflict` for a name that is taken.
    ///
    /// If one was announced with this key already, that is returned: the sender may not have received the response.
    /// `NotAccepted` if that one was refused meanwhile.
    pub async fn announce(&self, editor: &Editor, plan: Plan) -> Result<Upload> {
        if let Some(known) = self.known(editor, plan.key.as_deref()).await? {
            known.is_going_on()?;
            return Ok(known);
        }
        let owner = editor.person().key();
        self.admit_one_more(&owner).await?;
        // The program may have to end it without them.
        people::remember(self.database.pool(), &editor.person().principal, self.database.now()).await?;
        // Whoever announces at the same moment waits for the locks of the quotas, and then counts this one.
        let mut transaction = self.database.begin().await?;
        let nearest = self.admit(&mut transaction, editor, &plan).await?.folder;
        let upload = self.planned(editor, plan);
        let is_new = store::add_upload(&mut *transaction, &upload, nearest).await?;
        transaction.commit().await?;
        if is_new {
            // The disk has no lock: it is asked once two announcements see each other, and the later one is withdrawn.
            if upload.length > 0
                && let Err(full) = self.disk_holds(&owner).await
            {
                store::remove_upload(self.database.pool(), upload.id).await?;
                return Err(full);
            }
            return Ok(upload);
        }
        let known = self.known(editor, upload.key.as_deref()).await?;
        known.ok_or_else(|| Error::conflict(text!("upload-expired"), "the key of an old upload"))
    }

    async fn known(&self, editor: &Editor, key: Option<&str>) -> Result<Option<Upload>> {
        let Some(key) = key else { return Ok(None) };
        let (owner, now) = (editor.person().key(), self.database.now());
        let pool = self.database.pool();
        self.database.look_up(|| store::upload(pool, Called::Key(key), &owner, now)).await?.transpose()
    }

    pub(super) fn planned(&self, editor: &Editor, plan: Plan) -> Upload {
        let now = self.database.now();
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
            awaits_scan: false,
            refused: None,
            replaces: None,
            modified_at: plan.modified_at,
            stage: Stage::Receiving,
        }
    }

    /// # Errors
    /// `NotFound`, also for somebody else's and for one that has expired.
    pub async fn find(&self, editor: &Editor, id: Uuid) -> Result<Upload> {
        let (owner, now) = (editor.person().key(), self.database.now());
        let pool = self.database.pool();
        let found = self.database.look_up(|| store::upload(pool, Called::Id(id), &owner, now)).await?;
        found.ok_or_else(|| Error::not_found(format!("no upload {id} of this person")))?
    }

    /// This person's unfinished uploads, each with how many bytes have arrived.
    pub async fn unfinished(&self, editor: &Editor) -> Result<Vec<(Upload, u64)>> {
        let (owner, now) = (editor.person().key(), self.database.now());
        let pool = self.database.pool();
        let uploads = self.database.look_up(|| store::unfinished_uploads(pool, &owner, now)).await??;
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
        let until = self.database.now() + PATIENCE;
        store::touch_upload(self.database.pool(), id, unverified_from, until).await
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
        store::remove_upload(self.database.pool(), id).await?;
        if upload.needs_decision {
            self.count_waiting(&upload.owner).await;
        }
        Ok(())
    }
}
