//! Whole documents in one request: the body of a PUT, the files of a form. Such a request cannot be resumed, so what
//! breaks off leaves nothing.

use std::{fmt, time::Duration};

use bytes::Bytes;
use futures_util::Stream;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level, recheck::Recheck},
    documents::{name::Name, on_taken::OnTaken},
    error::Meaning,
    storage::blobs::{StoreError, Stored},
    uploads::{
        admission::Allowance,
        failure,
        finish::needs_decision,
        receive::{Broken, receive},
        service::{Plan, Uploads},
        spool::Incoming,
        store,
        upload::{Stage, Upload},
    },
};

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

    /// Adds one file of a request, taken by [`Self::take_in`]. `false`: its name is taken, so it waits as an upload whose
    /// bytes are all there, and nothing has to be sent twice.
    ///
    /// # Errors
    /// As `Documents::add_document`; as the gate, when the sender may not do this any more.
    pub async fn add_file(&self, folder: Uuid, name: Name, stored: Stored, recheck: &Recheck) -> Result<bool> {
        let editor = &recheck.editor().await?;
        let Err(hindrance) = self.documents.add_document(editor, folder, &name, &stored, OnTaken::Refuse).await else {
            return Ok(true);
        };
        let modified_at = stored.modified_at;
        let (path, on_taken) = (Vec::new(), OnTaken::Refuse);
        let plan = Plan { folder, path, name, length: stored.size, key: None, on_taken, modified_at };
        let needs_decision = needs_decision(&hindrance);
        let waiting = Upload { stage: Stage::Waiting(stored), needs_decision, ..self.planned(editor, plan) };
        store::add_upload(self.database.pool(), &waiting, folder).await?;
        self.count_waiting(&waiting.owner).await;
        if hindrance.meaning() == Meaning::Conflict { Ok(false) } else { Err(hindrance) }
    }

    /// Moves the bytes of a stream into the blob store, with back pressure.
    ///
    /// The allowance shrinks by the bytes that arrived.
    ///
    /// # Errors
    /// `TooLarge`; `Full` when there is no more space; `Invalid` and `TooSlow` for an incomplete stream.
    pub async fn take_in<E: fmt::Display>(
        &self,
        source: impl Stream<Item = Result<Bytes, E>> + Unpin,
        patience: Duration,
        allowance: &mut Allowance,
    ) -> Result<Stored> {
        let incoming = self.open(self.documents.new_id(), None).await?;
        let (incoming, outcome) = receive(incoming, source, self.largest.min(allowance.left), patience).await?;
        if let Err(broken) = outcome {
            self.discard_file(incoming).await?;
            return Err(self.not_taken(broken, allowance).await);
        }
        let stored = self.keep(incoming).await?;
        allowance.left = allowance.left.saturating_sub(stored.size);
        Ok(stored)
    }

    /// Moves complete bytes into the store; until a version refers to them they may be removed by the garbage
    /// collection.
    pub(super) async fn keep(&self, incoming: Incoming) -> Result<Stored> {
        let (incoming, stored) = failure::blocking(incoming, |incoming| incoming.stored()).await?;
        let settled = self.blobs.settle(self.spool.path(incoming.id()), stored.hash, stored.size).await;
        self.discard_file(incoming).await?;
        settled?;
        Ok(stored)
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
