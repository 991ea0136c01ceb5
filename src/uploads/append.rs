//! Appends the bytes of one request; the last ones complete the document.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use crate::{
    Result,
    access::{ladder::Editor, recheck::Recheck},
    uploads::{
        checksum::Checksum,
        failure,
        receive::{Broken, receive},
        service::{Progress, Uploads},
        spool::Incoming,
        upload::Upload,
    },
};

/// The bytes of one request.
pub struct Part<S> {
    /// The offset of the first one in the document.
    pub offset: u64,
    /// How many there are, where the request declares it.
    pub declared: Option<u64>,
    pub checksum: Option<Checksum>,
    pub source: S,
    /// Asks whether the sender may still do this.
    pub recheck: Recheck,
    /// For the next byte.
    pub patience: Duration,
}

impl Uploads {
    /// Appends bytes; the last ones complete the document.
    ///
    /// # Errors
    /// `Conflict` for a wrong offset and while another request is sending; `TooLarge` for more than was announced;
    /// `Full` when the disk is full; `Damaged` for bytes that do not match their checksum, which are discarded; as
    /// the gate when the sender may not do this any more. Earlier bytes stay in each case.
    pub async fn append<S, E>(&self, editor: &Editor, id: Uuid, part: Part<S>) -> Result<Progress>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let known = self.find(editor, id).await?;
        known.is_going_on()?;
        if !known.is_receiving() {
            return self.end_again(known, part).await;
        }
        let incoming = self.open(id, known.unverified_from).await?;
        // Again, now that nobody else can change it.
        let upload = self.find(editor, id).await?;
        if !upload.is_receiving() {
            self.discard_file(incoming).await?;
            return self.end_again(upload, part).await;
        }
        self.documents.may_still_add(editor, upload.folder).await?;
        if incoming.length() == upload.length && upload.length > 0 && upload.ends_at(part.offset) {
            // All had come when the request before broke off.
            let recheck = drain_end(part, upload.length).await?;
            return self.finish(editor, upload, incoming, &recheck).await;
        }
        if incoming.length() != part.offset {
            return Err(failure::elsewhere(part.offset, incoming.length()));
        }
        let most = upload.length.saturating_sub(part.offset);
        if part.declared.is_some_and(|declared| declared > most) {
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
    ) -> Result<Progress>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let (id, is_checked, recheck) = (upload.id, part.checksum.is_some(), part.recheck);
        if is_checked {
            self.touch(id, Some(part.offset)).await?;
        }
        incoming.check(part.checksum);
        let (mut incoming, outcome) = receive(incoming, part.source, most, part.patience).await?;
        let is_right = outcome.is_ok() && incoming.passes_check();
        if is_checked && !is_right {
            incoming = failure::blocking(incoming, move |incoming| incoming.cut(part.offset)).await?.0;
        }
        let offset = incoming.length();
        if offset < upload.length {
            let (spool, is_first) = (self.spool.clone(), part.offset == 0);
            incoming = failure::blocking(incoming, move |incoming| {
                incoming.sync()?;
                if is_first { spool.sync() } else { Ok(()) }
            })
            .await?
            .0;
        }
        // What is whole is written down as that at once.
        if is_checked || (offset > part.offset && offset < upload.length) {
            self.touch(id, None).await?;
        }
        match outcome {
            Ok(()) if !is_right => Err(failure::damaged()),
            Ok(()) if offset == upload.length => self.finish(editor, upload, incoming, &recheck).await,
            Ok(()) => {
                // Between two parts the folder can be taken from the sender, too.
                self.documents.may_still_add(&recheck.editor().await?, upload.folder).await?;
                Ok(Progress { upload, offset, hindrance: None })
            }
            Err(broken) => Err(failure::broken(broken)),
        }
    }
}

/// Reads bytes of the end that were sent again; returns the recheck of the request.
async fn drain_end<S, E>(mut part: Part<S>, length: u64) -> Result<Recheck>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let mut at = part.offset;
    loop {
        match tokio::time::timeout(part.patience, part.source.next()).await {
            Ok(Some(Ok(piece))) => at += piece.len() as u64,
            Ok(None) => return Ok(part.recheck),
            Ok(Some(Err(error))) => return Err(failure::broken(Broken::Sender(error.to_string()))),
            Err(_) if part.patience.is_zero() => return Ok(part.recheck),
            Err(_) => return Err(failure::broken(Broken::Idle)),
        }
        if at > length {
            return Err(failure::too_much());
        }
    }
}

impl Uploads {
    /// The bytes are complete and in the store already: only the end may be sent again, which tries to finish the
    /// upload again.
    async fn end_again<S, E>(&self, upload: Upload, part: Part<S>) -> Result<Progress>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        if !upload.ends_at(part.offset) {
            return Err(failure::elsewhere(part.offset, upload.reported_offset(upload.length)));
        }
        let editor = drain_end(part, upload.length).await?.editor().await?;
        self.try_again(&editor, upload).await
    }
}
