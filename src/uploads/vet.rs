//! The virus scan of what was sent: between the last byte and the store. Bytes come into the store only if nothing speaks
//! against them; until then they are a file in the spool.

use uuid::Uuid;

use crate::{
    Result,
    access::ladder::Editor,
    audit::Actor,
    scanning::{Coming, Objection},
    storage::blobs::Stored,
    uploads::{
        failure,
        service::{Progress, Uploads},
        spool::Incoming,
        store,
        upload::Upload,
    },
};

/// Who sends a whole file in one request, and what for.
#[derive(Debug, Clone)]
pub struct Sender<'a> {
    pub actor: Actor,
    /// What the document will be called.
    pub name: &'a str,
    pub folder: Uuid,
    /// Whether it can wait for a scanner that is away: somebody comes back to see what became of it.
    pub can_wait: bool,
}

impl<'a> Sender<'a> {
    /// A person, who has a page of what waits.
    pub fn person(editor: &Editor, folder: Uuid, name: &'a str) -> Self {
        Self { actor: editor.person().actor(), name, folder, can_wait: true }
    }
}

/// Bytes that are all there.
#[derive(Debug)]
pub(super) enum Whole {
    /// In the store.
    Stored(Stored),
    /// Still in the spool, until the scanner is back.
    AwaitsScan,
}

/// A whole file that came in one request.
#[derive(Debug)]
pub enum TakenIn {
    Stored(Stored),
    /// It has to wait for the scanner.
    AwaitsScan(Kept),
}

/// A file that stays in the spool.
#[derive(Debug)]
pub struct Kept {
    /// Names the file, and the upload that it will be.
    pub(super) id: Uuid,
    pub(super) stored: Stored,
}

impl Progress {
    pub(super) fn awaits_scan(upload: Upload) -> Self {
        let offset = upload.length;
        Self { upload: Upload { awaits_scan: true, ..upload }, offset, hindrance: None }
    }
}

impl Uploads {
    /// Whether the bytes of an upload may come into the store. `None`: they wait in the spool.
    ///
    /// # Errors
    /// `NotAccepted`: its bytes are gone; `Unavailable`: it can be tried again.
    pub(super) async fn admit_bytes(
        &self,
        sender: &Editor,
        upload: &Upload,
        incoming: Incoming,
        stored: &Stored,
    ) -> Result<Option<Incoming>> {
        let (file, actor) = (self.spool.path(upload.id), sender.person().actor());
        let coming =
            Coming { file: &file, stored, actor: &actor, name: upload.name.as_str(), folder: Some(upload.folder) };
        let pool = self.database.pool();
        match self.scanning.admit(&coming).await {
            Ok(()) => Ok(Some(incoming)),
            Err(Objection::Later(error)) => Err(error),
            Err(Objection::Wait(why)) => {
                tracing::info!(id = %upload.id, why = why.log(), "an upload waits for the virus scan");
                store::upload_awaits_scan(pool, upload.id).await?;
                Ok(None)
            }
            Err(Objection::Final(refused)) => {
                self.discard_file(incoming).await?;
                if upload.awaits_scan {
                    // Its sender has left, and finds it on the page of unfinished uploads.
                    store::upload_is_refused(pool, upload.id, refused.person(), self.database.now()).await?;
                    self.count_waiting(&upload.owner).await;
                } else {
                    store::remove_upload(pool, upload.id).await?;
                }
                Err(refused)
            }
        }
    }

    /// Moves complete bytes into the store, if nothing speaks against them; until a version refers to them they may be removed
    /// by the garbage collection. What is refused is gone.
    pub(super) async fn keep(&self, incoming: Incoming, sender: &Sender<'_>) -> Result<TakenIn> {
        let (incoming, stored) = failure::blocking(incoming, |incoming| incoming.stored()).await?;
        let file = self.spool.path(incoming.id());
        let Sender { actor, name, folder, can_wait } = sender;
        let coming = Coming { file: &file, stored: &stored, actor, name, folder: Some(*folder) };
        match self.scanning.admit(&coming).await {
            Ok(()) => {}
            Err(Objection::Wait(_)) if *can_wait => {
                return Ok(TakenIn::AwaitsScan(Kept { id: incoming.id(), stored }));
            }
            Err(objection) => {
                self.discard_file(incoming).await?;
                return Err(objection.into_error());
            }
        }
        let settled = self.blobs.settle(file, stored.hash, stored.size).await;
        self.discard_file(incoming).await?;
        settled?;
        Ok(TakenIn::Stored(stored))
    }

    /// Throws away what was to wait: it comes another way.
    pub(super) async fn let_go(&self, kept: Kept) -> Result<()> {
        let incoming = self.open(kept.id, None).await?;
        self.discard_file(incoming).await
    }
}
