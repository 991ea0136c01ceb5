//! An upload whose bytes are few and all come with its announcement. It is never half there, so it needs no row while it
//! is under way, and becomes a document in one transaction. If anything stands in its way, it goes the long way
//! (`append.rs`) with the bytes that have come, and its sender hears of that one's outcome.

use bytes::Bytes;
use futures_util::StreamExt;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Result,
    access::ladder::Editor,
    documents::{
        name::Name,
        store,
        upload::{
            append::Part,
            body::Body,
            failure,
            spool::Closed,
            uploads::{Plan, Progress, Uploads},
        },
    },
    storage::blobs::Stored,
};

/// How many bytes of one upload are held in memory.
const FEW: u64 = 64 * 1024;

/// Reads all bytes of an upload, where they are few and this request brings them all. `None`: it does not, or they did
/// not come. Either way the part still yields everything that came.
pub(super) async fn all_at_once(plan: &Plan, part: &mut Part<Body>) -> Option<Vec<Bytes>> {
    if plan.length > FEW || part.said != Some(plan.length) {
        return None;
    }
    let (mut came, mut pieces) = (0, Vec::new());
    let is_whole = loop {
        match tokio::time::timeout(part.patience, part.source.next()).await {
            Ok(Some(Ok(piece))) => {
                came += piece.len() as u64;
                pieces.push(Ok(piece));
            }
            Ok(Some(Err(error))) => {
                pieces.push(Err(error));
                break false;
            }
            Ok(None) => break came == plan.length,
            Err(_) => break false,
        }
        if came > plan.length {
            break false;
        }
    };
    let bytes = is_whole.then(|| pieces.iter().filter_map(|piece| piece.as_ref().ok().cloned()).collect());
    part.source.give_back(pieces);
    bytes
}

impl Uploads {
    /// `None`: the long way tells why not, or finds that it can be done by now.
    pub(super) async fn make_at_once(
        &self,
        editor: &Editor,
        plan: Plan,
        bytes: Vec<Bytes>,
        part: &Part<Body>,
    ) -> Option<Progress> {
        match self.try_at_once(editor, plan, bytes, part).await {
            Ok(made) => made,
            Err(error) => {
                tracing::debug!(detail = error.log(), "a small upload takes the long way");
                None
            }
        }
    }

    async fn try_at_once(
        &self,
        editor: &Editor,
        plan: Plan,
        bytes: Vec<Bytes>,
        part: &Part<Body>,
    ) -> Result<Option<Progress>> {
        self.may_be(plan.length)?;
        if !part.summing.as_ref().is_none_or(|summing| summing.fits(&bytes)) {
            return Ok(None);
        }
        let Some(folder) = self.folder_at(plan.folder, &plan.path).await? else { return Ok(None) };
        let owner = editor.person().key();
        self.disk_room(&owner, plan.length).await?;
        let stored = self.keep(bytes).await?;
        part.still.ask().await?;
        let mut upload = self.planned(editor, plan);
        self.documents.add_upload_at_once(editor, &mut upload, folder, &stored).await?;
        let offset = upload.length;
        Ok(Some(Progress { upload, offset, hindrance: None }))
    }

    /// The folder at the end of a path, where all of it is there.
    async fn folder_at(&self, folder: Uuid, path: &[Name]) -> Result<Option<Uuid>> {
        if path.is_empty() {
            return Ok(Some(folder));
        }
        let names: Vec<String> = path.iter().map(ToString::to_string).collect();
        let there = store::steps_below(self.documents.database.pool(), folder, &names).await?;
        Ok(there.get(names.len()).map(|last| last.id))
    }

    /// Brings bytes into the store. Until a version names them they are as those of a PUT that breaks off: swept away
    /// in time.
    async fn keep(&self, bytes: Vec<Bytes>) -> Result<Stored> {
        let (spool, id) = (self.spool.clone(), self.documents.new_id());
        let written = spawn_blocking(move || {
            let mut incoming = spool.open(id, None)?;
            incoming.write(&bytes)?;
            Ok::<_, Closed>((incoming.stored()?, incoming))
        });
        let (stored, incoming) = written.await.map_err(failure::of_thread)?.map_err(|closed| match closed {
            Closed::Busy => failure::busy(),
            Closed::Disk(error) => failure::of_disk(error),
        })?;
        let settled = self.documents.blobs.settle(self.spool.path(id), stored.hash, stored.size).await;
        if let Err(error) = settled {
            self.discard_file(incoming).await?;
            return Err(failure::of_store(error));
        }
        drop(incoming);
        self.spool.forget(id);
        Ok(stored)
    }
}
