//! The rules about uploads: who may go on with which, what is refused before the first byte, and how the last byte
//! makes a document.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::Stream;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        changes::OnTaken,
        name::Name,
        service::Documents,
        store,
        upload::{
            checksum::Summing,
            failure,
            receive::{Broken, receive},
            spool::{Closed, Incoming, Spool},
            upload::{PATIENCE, Stage, Upload},
        },
    },
};

/// Documents on their way in.
pub struct Uploads {
    pub(super) documents: Arc<Documents>,
    pub(super) spool: Spool,
    pub(super) largest: u64,
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
}

/// The bytes of one request.
pub struct Part<S> {
    /// Behind how many bytes they belong.
    pub at: u64,
    /// How many there are, where it was said.
    pub said: Option<u64>,
    pub summing: Option<Summing>,
    pub source: S,
    /// For the next byte.
    pub patience: Duration,
}

/// How far an upload is after a request.
#[derive(Debug)]
pub struct Progress {
    pub upload: Upload,
    pub offset: u64,
    /// Why the document was not made though all its bytes are there.
    pub hindrance: Option<Error>,
}

/// What a request with bytes came to.
pub enum Appended {
    Progress(Box<Progress>),
    /// They are not what their checksum says, and are forgotten.
    Damaged,
}

impl Uploads {
    /// # Errors
    /// When the spool cannot be made.
    pub fn new(documents: Arc<Documents>, largest: u64) -> Result<Self> {
        let directory = documents.blobs.spool_dir().join("uploads");
        let unmade = |error| Error::internal(format!("DATA_DIR: {} cannot be made: {error}", directory.display()));
        std::fs::create_dir_all(&directory).map_err(unmade)?;
        Ok(Self { spool: Spool::new(directory), documents, largest })
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
        self.welcome(&plan).await?;
        let upload = self.planned(editor, plan);
        if store::add_upload(self.documents.database.pool(), &upload).await? {
            return Ok(upload);
        }
        let known = self.known(editor, upload.key.as_deref()).await?;
        known.ok_or_else(|| Error::conflict("This upload has expired. Please begin anew.", "the key of an old upload"))
    }

    async fn known(&self, editor: &Editor, key: Option<&str>) -> Result<Option<Upload>> {
        let Some(key) = key else { return Ok(None) };
        let (owner, now) = (editor.person().key(), self.documents.clock.now());
        let pool = self.documents.database.pool();
        self.documents.database.look_up(|| store::upload_with_key(pool, key, &owner, now)).await?.transpose()
    }

    pub(super) fn planned(&self, editor: &Editor, plan: Plan) -> Upload {
        let now = self.documents.clock.now();
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
            stage: Stage::Receiving,
        }
    }

    /// # Errors
    /// `NotFound`, also for somebody else's and for one that has expired.
    pub async fn find(&self, editor: &Editor, id: Uuid) -> Result<Upload> {
        let (owner, now) = (editor.person().key(), self.documents.clock.now());
        let pool = self.documents.database.pool();
        let found = self.documents.database.look_up(|| store::upload(pool, id, &owner, now)).await?;
        found.ok_or_else(|| Error::not_found(format!("no upload {id} of this person")))?
    }

    /// What this person has begun and not finished, and how much of it is there.
    pub async fn unfinished(&self, editor: &Editor) -> Result<Vec<(Upload, u64)>> {
        let (owner, now) = (editor.person().key(), self.documents.clock.now());
        let pool = self.documents.database.pool();
        let uploads = self.documents.database.look_up(|| store::unfinished_uploads(pool, &owner, now)).await??;
        uploads
            .into_iter()
            .map(|upload| Ok((self.offset(&upload)?, upload)))
            .map(|pair| pair.map(|(o, u)| (u, o)))
            .collect()
    }

    /// How many of its bytes are there for good.
    pub fn offset(&self, upload: &Upload) -> Result<u64> {
        if !upload.is_receiving() {
            return Ok(upload.length);
        }
        let length = self.spool.length(upload.id).map_err(failure::of_disk)?;
        Ok(upload.unverified_from.map_or(length, |verified| length.min(verified)))
    }

    /// Takes bytes; the last ones make the document.
    ///
    /// # Errors
    /// `Conflict` for bytes that belong elsewhere and while another request is sending; `TooLarge` for more than was
    /// announced; `Full` when the disk takes no more. What came before stays in each case.
    pub async fn append<S, E>(&self, editor: &Editor, id: Uuid, part: Part<S>) -> Result<Appended>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let known = self.find(editor, id).await?;
        if !known.is_receiving() {
            return nothing_more(known, part.at);
        }
        let incoming = self.open(&known).await?;
        // Once more, now that nobody else can change it.
        let upload = self.find(editor, id).await?;
        if !upload.is_receiving() {
            self.discard_file(incoming, id).await?;
            return nothing_more(upload, part.at);
        }
        if incoming.length() != part.at {
            return Err(failure::elsewhere(part.at, incoming.length()));
        }
        let most = upload.length.saturating_sub(part.at);
        if part.said.is_some_and(|said| said > most) {
            return Err(failure::too_much());
        }
        self.take(editor, upload, incoming, part, most).await
    }

    async fn take<S, E>(
        &self,
        editor: &Editor,
        upload: Upload,
        mut incoming: Incoming,
        part: Part<S>,
        most: u64,
    ) -> Result<Appended>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let (id, is_summed) = (upload.id, part.summing.is_some());
        if is_summed {
            self.touch(id, Some(part.at)).await?;
        }
        incoming.sum(part.summing);
        let (mut incoming, outcome) = receive(incoming, part.source, most, part.patience).await?;
        let is_right = outcome.is_ok() && incoming.is_as_said();
        if is_summed && !is_right {
            incoming = failure::blocking(incoming, move |incoming| incoming.cut(part.at)).await?;
        }
        let offset = incoming.length();
        if offset < upload.length {
            let (spool, is_first) = (self.spool.clone(), part.at == 0);
            incoming = failure::blocking(incoming, move |incoming| {
                incoming.sync()?;
                if is_first { spool.sync() } else { Ok(()) }
            })
            .await?;
        }
        if is_summed || offset > part.at {
            self.touch(id, None).await?;
        }
        match outcome {
            Ok(()) if !is_right => Ok(Appended::Damaged),
            Ok(()) if offset == upload.length => {
                self.finish(editor, upload, incoming).await.map(Box::new).map(Appended::Progress)
            }
            Ok(()) => Ok(Appended::Progress(Box::new(Progress { upload, offset, hindrance: None }))),
            Err(Broken::Sender(why)) => Err(failure::cut_off(&why)),
            Err(Broken::Idle) => Err(Error::too_slow("no byte of the upload came for too long")),
            Err(Broken::TooMuch) => Err(failure::too_much()),
            Err(Broken::Disk(error)) => Err(failure::of_disk(error)),
        }
    }

    pub(super) async fn open(&self, upload: &Upload) -> Result<Incoming> {
        let (spool, id, unverified_from) = (self.spool.clone(), upload.id, upload.unverified_from);
        let opened = tokio::task::spawn_blocking(move || spool.open(id, unverified_from)).await;
        opened.map_err(failure::of_thread)?.map_err(|closed| match closed {
            Closed::Busy => failure::busy(),
            Closed::Disk(error) => failure::of_disk(error),
        })
    }

    async fn discard_file(&self, incoming: Incoming, id: Uuid) -> Result<()> {
        let spool = self.spool.clone();
        let removed = tokio::task::spawn_blocking(move || {
            let removed = spool.remove(id);
            drop(incoming);
            spool.forget(id);
            removed
        });
        removed.await.map_err(failure::of_thread)?.map_err(failure::of_disk)
    }

    async fn touch(&self, id: Uuid, unverified_from: Option<u64>) -> Result<()> {
        let until = self.documents.clock.now() + PATIENCE;
        store::touch_upload(self.documents.database.pool(), id, unverified_from, until).await
    }

    /// Nothing of it stays.
    ///
    /// # Errors
    /// `NotFound` as [`Self::find`]; `Conflict` while a request is sending.
    pub async fn discard(&self, editor: &Editor, id: Uuid) -> Result<()> {
        let upload = self.find(editor, id).await?;
        if upload.is_receiving() {
            let incoming = self.open(&upload).await?;
            self.discard_file(incoming, id).await?;
        }
        Ok(store::remove_upload(self.documents.database.pool(), id).await?)
    }

    /// Sweeps away what has expired; gives how many.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn sweep_once(&self) -> Result<usize> {
        let now = self.documents.clock.now();
        let pool = self.documents.database.pool();
        let expired = self.documents.database.look_up(|| store::expired_uploads(pool, now)).await?;
        let mut swept = 0;
        for id in expired {
            let spool = self.spool.clone();
            let outcome = tokio::task::spawn_blocking(move || {
                // One request may take longer than a day: whoever writes, or has just written, is let be.
                let young =
                    spool.touched(id).is_some_and(|touched| time::OffsetDateTime::from(touched) + PATIENCE > now);
                let Ok(incoming) = spool.open(id, None) else { return Ok(false) };
                if !young {
                    spool.remove(id)?;
                }
                drop(incoming);
                spool.forget(id);
                Ok::<_, std::io::Error>(!young)
            });
            if outcome.await.map_err(failure::of_thread)?.map_err(failure::of_disk)? {
                store::remove_upload(pool, id).await?;
                swept += 1;
            } else {
                self.touch(id, None).await?;
            }
        }
        Ok(swept)
    }

    /// Sweeps now and then, for as long as the program runs.
    pub async fn sweep_for_ever(self: Arc<Self>) {
        let mut rhythm = tokio::time::interval(Duration::from_mins(10));
        loop {
            rhythm.tick().await;
            match self.sweep_once().await {
                Ok(0) => {}
                Ok(swept) => tracing::info!(swept, "uploads that nobody went on with are gone"),
                Err(error) => tracing::warn!(detail = error.log(), "expired uploads were not swept"),
            }
        }
    }
}

/// The bytes are whole and elsewhere already: nothing but the end may be asked for again.
fn nothing_more(upload: Upload, at: u64) -> Result<Appended> {
    if at != upload.length {
        return Err(failure::elsewhere(at, upload.length));
    }
    let offset = upload.length;
    Ok(Appended::Progress(Box::new(Progress { upload, offset, hindrance: None })))
}
