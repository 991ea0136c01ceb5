//! The bytes of one request, behind those that have come already; the last ones make the document.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level, recheck::Still},
    documents::{
        announced_upload::Upload,
        store,
        upload::{
            checksum::Summing,
            failure,
            receive::{Broken, receive},
            spool::Incoming,
            uploads::{Progress, Uploads},
        },
    },
};

/// The bytes of one request.
pub struct Part<S> {
    /// Behind how many bytes they belong.
    pub at: u64,
    /// How many there are, where it was said.
    pub said: Option<u64>,
    pub summing: Option<Summing>,
    pub source: S,
    /// Asks whether the sender may still do this.
    pub still: Still,
    /// For the next byte.
    pub patience: Duration,
}

impl Uploads {
    /// Takes bytes; the last ones make the document.
    ///
    /// # Errors
    /// `Conflict` for bytes that belong elsewhere and while another request is sending; `TooLarge` for more than was
    /// announced; `Full` when the disk takes no more; `Damaged` for what is not as its checksum says, and is forgotten; as
    /// the gate when the sender may not do this any more. What came before stays in each case.
    pub async fn append<S, E>(&self, editor: &Editor, id: Uuid, part: Part<S>) -> Result<Progress>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let known = self.find(editor, id).await?;
        if !known.is_receiving() {
            return self.end_again(known, part).await;
        }
        let incoming = self.open(id, known.unverified_from).await?;
        // Once more, now that nobody else can change it.
        let upload = self.find(editor, id).await?;
        if !upload.is_receiving() {
            self.discard_file(incoming).await?;
            return self.end_again(upload, part).await;
        }
        self.may_add(editor, &upload).await?;
        if incoming.length() == upload.length && upload.length > 0 && upload.ends_at(part.at) {
            // All had come when the request before broke off.
            let still = drain_end(part, upload.length).await?;
            return self.finish(upload, incoming, &still).await;
        }
        if incoming.length() != part.at {
            return Err(failure::elsewhere(part.at, incoming.length()));
        }
        let most = upload.length.saturating_sub(part.at);
        if part.said.is_some_and(|said| said > most) {
            return Err(failure::too_much());
        }
        self.take(upload, incoming, part, most).await
    }

    /// Between two parts the folder can be taken from the sender, too. Where it is gone, its end asks what is to become of the upload.
    async fn may_add(&self, editor: &Editor, upload: &Upload) -> Result<()> {
        let (pool, subjects) = (self.documents.database.pool(), editor.person().subjects());
        let level = self.documents.database.look_up(|| store::level_in(pool, upload.folder, subjects)).await?;
        let Some(level) = level else { return Ok(()) };
        let hidden = || Error::not_found(format!("the folder {} is hidden from them by now", upload.folder));
        Level::of(level)?.ok_or_else(hidden)?.includes(Level::Edit, upload.folder)
    }

    async fn take<S, E>(&self, upload: Upload, mut incoming: Incoming, part: Part<S>, most: u64) -> Result<Progress>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let (id, is_summed, still) = (upload.id, part.summing.is_some(), part.still);
        if is_summed {
            self.touch(id, Some(part.at)).await?;
        }
        incoming.sum(part.summing);
        let (mut incoming, outcome) = receive(incoming, part.source, most, part.patience).await?;
        let is_right = outcome.is_ok() && incoming.is_as_said();
        if is_summed && !is_right {
            incoming = failure::blocking(incoming, move |incoming| incoming.cut(part.at)).await?.0;
        }
        let offset = incoming.length();
        if offset < upload.length {
            let (spool, is_first) = (self.spool.clone(), part.at == 0);
            incoming = failure::blocking(incoming, move |incoming| {
                incoming.sync()?;
                if is_first { spool.sync() } else { Ok(()) }
            })
            .await?
            .0;
        }
        // What is whole is written down as that at once.
        if is_summed || (offset > part.at && offset < upload.length) {
            self.touch(id, None).await?;
        }
        match outcome {
            Ok(()) if !is_right => Err(failure::damaged()),
            Ok(()) if offset == upload.length => self.finish(upload, incoming, &still).await,
            Ok(()) => {
                self.may_add(&still.editor().await?, &upload).await?;
                Ok(Progress { upload, offset, hindrance: None })
            }
            Err(broken) => Err(failure::broken(broken)),
        }
    }
}

/// Reads what is sent once more of an end that is there; hands back the question of the right.
async fn drain_end<S, E>(mut part: Part<S>, length: u64) -> Result<Still>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let mut at = part.at;
    loop {
        match tokio::time::timeout(part.patience, part.source.next()).await {
            Ok(Some(Ok(piece))) => at += piece.len() as u64,
            Ok(None) => return Ok(part.still),
            Ok(Some(Err(error))) => return Err(failure::broken(Broken::Sender(error.to_string()))),
            Err(_) if part.patience.is_zero() => return Ok(part.still),
            Err(_) => return Err(failure::broken(Broken::Idle)),
        }
        if at > length {
            return Err(failure::too_much());
        }
    }
}

impl Uploads {
    /// The bytes are whole and elsewhere already: nothing but the end may be asked for again, and then it is tried again.
    async fn end_again<S, E>(&self, upload: Upload, part: Part<S>) -> Result<Progress>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        if !upload.ends_at(part.at) {
            return Err(failure::elsewhere(part.at, upload.told_offset(upload.length)));
        }
        let editor = drain_end(part, upload.length).await?.editor().await?;
        self.try_again(&editor, upload).await
    }
}
