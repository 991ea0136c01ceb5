//! A small upload, all of whose bytes come with its announcement. It is never incomplete, so it needs no row while it
//! is under way, and becomes a document in one transaction (`together.rs`). If anything prevents that, it continues as an ordinary
//! upload (`append.rs`) with the bytes that have arrived, and its sender gets the result of that.

use std::{convert::Infallible, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

use crate::{
    Result,
    access::ladder::Editor,
    error::Meaning,
    storage::blobs::Stored,
    uploads::{
        append::Part,
        failure,
        prefixed::Prefixed,
        receive::receive,
        service::{Plan, Progress, Uploads},
        together::Small,
        vet::{Sender, TakenIn},
    },
};

/// How many bytes of one upload are held in memory.
const FEW: u64 = 64 * 1024;

/// Reads all bytes of an upload, where they are few and this request brings them all. `None`: it does not, or they did
/// not come. Either way the part still yields everything that came.
pub async fn read_whole<S, E>(plan: &Plan, part: &mut Part<Prefixed<S, E>>) -> Option<Vec<Bytes>>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Unpin,
{
    if plan.length > FEW || part.declared != Some(plan.length) {
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
    /// `None`: it has to continue as an ordinary upload, which reports the error, or finds that there is none any
    /// more.
    ///
    /// # Errors
    /// `NotAccepted` as the virus scan, which is asked once.
    pub async fn make_at_once<S>(
        self: &Arc<Self>,
        editor: &Editor,
        plan: Plan,
        bytes: Vec<Bytes>,
        part: &Part<S>,
    ) -> Result<Option<Progress>> {
        match self.try_at_once(editor, plan, bytes, part).await {
            Ok(made) => Ok(made),
            Err(error) if error.meaning() == Meaning::NotAccepted => Err(error),
            Err(error) => {
                tracing::debug!(detail = error.log(), "a small upload takes the long way");
                Ok(None)
            }
        }
    }

    async fn try_at_once<S>(
        self: &Arc<Self>,
        editor: &Editor,
        plan: Plan,
        bytes: Vec<Bytes>,
        part: &Part<S>,
    ) -> Result<Option<Progress>> {
        if !part.checksum.as_ref().is_none_or(|checksum| checksum.fits(&bytes)) {
            return Ok(None);
        }
        let owner = editor.person().key();
        // Before the bytes are stored: nobody fills the store with what is refused.
        let nearest = self.admit(&mut *self.database.connection().await?, editor, &plan).await?;
        if !nearest.is_the_end {
            return Ok(None);
        }
        self.disk_left(&owner, plan.length).await?;
        let incoming = self.open(self.documents.new_id(), None).await?;
        let source = stream::iter(bytes.into_iter().map(Ok::<_, Infallible>));
        let (incoming, outcome) = receive(incoming, source, plan.length, part.patience).await?;
        if let Err(broken) = outcome {
            self.discard_file(incoming).await?;
            return Err(failure::broken(broken));
        }
        let sender = Sender::person(editor, nearest.folder, plan.name.as_str());
        let stored = match self.keep(incoming, &sender).await? {
            TakenIn::Stored(stored) => Stored { modified_at: plan.modified_at, ..stored },
            // As an upload, which can wait.
            TakenIn::AwaitsScan(kept) => {
                self.let_go(kept).await?;
                return Ok(None);
            }
        };
        let editor = part.recheck.editor().await?;
        let upload = self.planned(&editor, plan);
        let upload = self.add_together(nearest.folder, Small { editor, upload, stored }).await?;
        let offset = upload.length;
        Ok(Some(Progress { upload, offset, hindrance: None }))
    }
}
