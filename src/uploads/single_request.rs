//! Whole documents in one request: the body of a PUT, the files of a form. Such a request cannot be resumed, so what
//! breaks off leaves nothing.

use std::{fmt, time::Duration};

use bytes::Bytes;
use futures_util::Stream;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level, people, recheck::Recheck},
    documents::{item::Item, name::Name, on_taken::OnTaken},
    error::Meaning,
    storage::blobs::{StoreError, Stored},
    uploads::{
        admission::Allowance,
        failure,
        finish::needs_decision,
        receive::{Broken, receive},
        service::{Plan, Uploads},
        store,
        upload::{Stage, Upload},
        vet::{Kept, Sender, TakenIn},
    },
};

/// What became of a file of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileTaken {
    Added,
    /// Its name is taken: it waits as an upload whose bytes are all there, and nothing has to be sent twice.
    AsksForName,
    /// It waits for the virus scan.
    AwaitsScan,
}

impl Uploads {
    /// How many bytes of files may come into a folder, in one request: asked before the first one is read. `at_least`: how
    /// many are declared.
    ///
    /// # Errors
    /// `TooLarge`, `Full`, `TooMany`; `NotFound` and `Forbidden` for the folder.
    pub async fn admit_files(&self, editor: &Editor, folder: Uuid, at_least: u64) -> Result<Allowance> {
        self.admit_size(at_least)?;
        let mut connection = self.database.connection().await?;
        let there = self.documents.steps_below(&mut connection, editor, folder, &[]).await?;
        drop(connection);
        let level = there.first().and_then(|step| step.level);
        level.ok_or_else(|| Error::not_found(format!("no folder {folder}")))?.includes(Level::Edit, folder)?;
        self.admit_one_more(&editor.person().key()).await?;
        self.allowance(editor, folder, at_least).await
    }

    /// Adds one file of a request, taken by [`Self::take_in`].
    ///
    /// # Errors
    /// As `Documents::add_document`; as the gate, when the sender may not do this any more.
    pub async fn add_file(
        &self,
        folder: Uuid,
        name: Name,
        taken: TakenIn,
        modified_at: Option<OffsetDateTime>,
        recheck: &Recheck,
    ) -> Result<FileTaken> {
        let editor = &recheck.editor().await?;
        let stored = match taken {
            TakenIn::Stored(stored) => Stored { modified_at, ..stored },
            TakenIn::AwaitsScan(kept) => {
                let plan = waiting_plan(folder, name, &kept, modified_at);
                self.wait_for_scan(editor, plan, kept, None).await?;
                return Ok(FileTaken::AwaitsScan);
            }
        };
        let Err(hindrance) = self.documents.add_document(editor, folder, &name, &stored, OnTaken::Refuse).await else {
            return Ok(FileTaken::Added);
        };
        let modified_at = stored.modified_at;
        let (path, on_taken) = (Vec::new(), OnTaken::Refuse);
        let plan = Plan { folder, path, name, length: stored.size, key: None, on_taken, modified_at };
        let needs_decision = needs_decision(&hindrance);
        let waiting = Upload { stage: Stage::Waiting(stored), needs_decision, ..self.planned(editor, plan) };
        store::add_upload(self.database.pool(), &waiting, folder).await?;
        self.count_waiting(&waiting.owner).await;
        if hindrance.meaning() == Meaning::Conflict { Ok(FileTaken::AsksForName) } else { Err(hindrance) }
    }

    /// Keeps the next version of a document until the scanner is back; then it becomes the current one.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn version_awaits_scan(
        &self,
        editor: &Editor,
        document: &Item,
        kept: Kept,
        modified_at: Option<OffsetDateTime>,
    ) -> Result<()> {
        let name = Name::parse(&document.name).map_err(Error::internal)?;
        let plan = waiting_plan(document.parent.unwrap_or(document.id), name, &kept, modified_at);
        self.wait_for_scan(editor, plan, kept, Some(document.id)).await
    }

    async fn wait_for_scan(&self, editor: &Editor, plan: Plan, kept: Kept, replaces: Option<Uuid>) -> Result<()> {
        let (pool, folder) = (self.database.pool(), plan.folder);
        // The program ends it without them.
        people::remember(pool, &editor.person().principal, self.database.now()).await?;
        let waiting = Upload { id: kept.id, awaits_scan: true, replaces, ..self.planned(editor, plan) };
        store::add_upload(pool, &waiting, folder).await?;
        Ok(())
    }

    /// Moves the bytes of a stream into the blob store, with back pressure.
    ///
    /// The allowance shrinks by the bytes that arrived.
    ///
    /// # Errors
    /// `TooLarge`; `Full` when there is no more space; `Invalid` and `TooSlow` for an incomplete stream; `NotAccepted` and
    /// `Unavailable` as the virus scan.
    pub async fn take_in<E: fmt::Display>(
        &self,
        source: impl Stream<Item = Result<Bytes, E>> + Unpin,
        patience: Duration,
        allowance: &mut Allowance,
        sender: &Sender<'_>,
    ) -> Result<TakenIn> {
        let incoming = self.open(self.documents.new_id(), None).await?;
        let (incoming, outcome) = receive(incoming, source, self.largest.min(allowance.left), patience).await?;
        if let Err(broken) = outcome {
            self.discard_file(incoming).await?;
            return Err(self.not_taken(broken, allowance).await);
        }
        let came = incoming.length();
        let taken = self.keep(incoming, sender).await?;
        allowance.left = allowance.left.saturating_sub(came);
        Ok(taken)
    }

    async fn not_taken(&self, broken: Broken, allowance: &Allowance) -> Error {
        match broken {
            Broken::Sender(why) => Error::invalid(text!("upload-not-whole"), why),
            // Checked again, to name the limit that was reached.
            Broken::TooMuch if allowance.left < self.largest => {
                let full = self.remaining(allowance, allowance.left + 1).await.err();
                full.unwrap_or_else(|| failure::cut_off("there was no room for it, and now there is"))
            }
            Broken::TooMuch => self.too_large(),
            Broken::Disk(error) => StoreError::from(error).into(),
            Broken::Idle => failure::broken(broken),
        }
    }
}

fn waiting_plan(folder: Uuid, name: Name, kept: &Kept, modified_at: Option<OffsetDateTime>) -> Plan {
    let (path, on_taken) = (Vec::new(), OnTaken::Refuse);
    Plan { folder, path, name, length: kept.stored.size, key: None, on_taken, modified_at }
}
