//! An upload whose bytes are few and all come with its announcement. It is never half there, so it needs no row while it
//! is under way, and becomes a document in one transaction. If anything stands in its way, it goes the long way
//! (`append.rs`) with the bytes that have come, and its sender hears of that one's outcome.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::{StreamExt, stream};

use crate::{
    Result,
    access::ladder::Editor,
    documents::upload::{
        append::Part,
        body::Body,
        failure,
        receive::receive,
        uploads::{Plan, Progress, Uploads},
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
        if !part.summing.as_ref().is_none_or(|summing| summing.fits(&bytes)) {
            return Ok(None);
        }
        let owner = editor.person().key();
        // Before the store has the bytes: nobody fills it with what is refused.
        let nearest = self.welcome(&mut *self.documents.database.connection().await?, editor, &plan).await?;
        if !nearest.is_the_end {
            return Ok(None);
        }
        self.disk_room(&owner, plan.length).await?;
        let incoming = self.open(self.documents.new_id(), None).await?;
        let source = stream::iter(bytes.into_iter().map(Ok::<_, Infallible>));
        let (incoming, outcome) = receive(incoming, source, plan.length, part.patience).await?;
        if let Err(broken) = outcome {
            self.discard_file(incoming).await?;
            return Err(failure::broken(broken));
        }
        let stored = Stored { modified_at: plan.modified_at, ..self.keep(incoming).await? };
        let editor = part.still.editor().await?;
        let mut upload = self.planned(&editor, plan);
        self.documents.add_upload_at_once(&editor, &mut upload, nearest.folder, &stored).await?;
        let offset = upload.length;
        Ok(Some(Progress { upload, offset, hindrance: None }))
    }
}
