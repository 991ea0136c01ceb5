//! Bytes of a blob on their way from an object store. Nothing is requested before it is needed, only the current
//! piece is kept, and the connection to the store is closed when this value is dropped.

use std::{
    future::poll_fn,
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::{Stream, future::BoxFuture};

use crate::{
    Error, Result,
    storage::{
        bucket::{Bucket, Pieces},
        content_hash::ContentHash,
        errors::{Operation, StoreErrors},
    },
};

/// A blob in a bucket.
#[derive(Clone)]
pub struct Remote {
    pub bucket: Arc<Bucket>,
    pub hash: ContentHash,
    pub size: u64,
    pub errors: StoreErrors,
}

/// Some bytes of it, arriving.
pub struct Fetch {
    from: Remote,
    /// What has not been handed out.
    part: Range<u64>,
    rest: Bytes,
    stage: Stage,
    /// Whether anything arrived since the last request to the store; then another request makes sense.
    came: bool,
}

enum Stage {
    Asking(BoxFuture<'static, Result<Pieces>>),
    Arriving(Pieces),
}

impl Remote {
    pub fn fetch(&self, part: Range<u64>) -> Fetch {
        let stage = self.ask(&part);
        Fetch { from: self.clone(), part, rest: Bytes::new(), stage, came: false }
    }

    fn ask(&self, part: &Range<u64>) -> Stage {
        let (Self { bucket, hash, size, errors }, part) = (self.clone(), part.clone());
        Stage::Asking(Box::pin(async move { errors.note(Operation::Read, bucket.fetch(hash, part, size).await) }))
    }
}

impl Fetch {
    /// Waits until the first bytes are at hand.
    ///
    /// # Errors
    /// As [`Bucket::fetch`].
    pub async fn first(&mut self) -> Result<()> {
        poll_fn(|context| self.poll_at_hand(context)).await
    }

    /// The next bytes, at most this many.
    pub fn poll_next(&mut self, context: &mut Context<'_>, at_most: usize) -> Poll<Result<Bytes>> {
        ready!(self.poll_at_hand(context))?;
        let piece = self.rest.split_to(at_most.min(self.rest.len()));
        self.part.start += piece.len() as u64;
        Poll::Ready(Ok(piece))
    }

    /// The next bytes, at most this many.
    ///
    /// # Errors
    /// As [`Bucket::fetch`], and when the store fails repeatedly.
    pub async fn next(&mut self, at_most: usize) -> Result<Bytes> {
        poll_fn(|context| self.poll_next(context, at_most)).await
    }

    fn poll_at_hand(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        while self.rest.is_empty() && !self.part.is_empty() {
            match &mut self.stage {
                Stage::Asking(answer) => self.stage = Stage::Arriving(ready!(answer.as_mut().poll(context))?),
                Stage::Arriving(pieces) => match ready!(Pin::new(pieces).poll_next(context)) {
                    Some(Ok(mut bytes)) => {
                        let wanted = usize::try_from(self.part.end - self.part.start).unwrap_or(usize::MAX);
                        bytes.truncate(wanted);
                        self.came |= !bytes.is_empty();
                        self.rest = bytes;
                    }
                    // A store may drop the connection of a slow reader: the rest is requested again.
                    Some(Err(_)) | None if self.came => {
                        self.came = false;
                        self.stage = self.from.ask(&self.part);
                    }
                    broken => {
                        let why = broken.and_then(Result::err).map_or("too few bytes".to_owned(), |e| e.to_string());
                        let hash = self.from.hash;
                        self.from.errors.count(Operation::Read);
                        tracing::warn!(%hash, why, "the store broke off in the middle of a blob");
                        return Poll::Ready(Err(Error::unavailable(format!("blob {hash} broke off: {why}"))));
                    }
                },
            }
        }
        Poll::Ready(Ok(()))
    }
}
