//! Bytes of a document leave with their row of the record before them (I8), and what has left is counted.

use std::{
    ops::Range,
    pin::Pin,
    task::{Context, Poll, ready},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
};
use bytes::Bytes;

use crate::{
    Result,
    access::ladder::Reader,
    audit::{HandOut, How, Ledger, What},
    documents::document::Document,
};

/// Waits until the record has the row of what is about to be sent.
///
/// # Errors
/// `Unavailable` when it cannot be written: then nothing may be sent.
pub async fn begin(ledger: &Ledger, reader: &Reader, document: &Document, how: How) -> Result<HandOut> {
    begin_as(ledger, reader, document, what(document, how)).await
}

pub(super) async fn begin_as(ledger: &Ledger, reader: &Reader, document: &Document, what: What) -> Result<HandOut> {
    ledger.begin(reader.person().actor(), what, (document.hash.as_bytes(), &document.path)).await
}

/// A document, for the record.
pub(super) fn what(document: &Document, how: How) -> What {
    What { item: document.item, version: document.version, how, redirected: false }
}

/// An answer that shows what is in a document: what leaves of it is counted.
pub fn counted(answer: HttpResponse, hand_out: HandOut) -> HttpResponse {
    answer.map_body(|_, body| BoxBody::new(Counted::whole(body, hand_out)))
}

/// A body whose bytes are counted.
pub struct Counted<B> {
    body: B,
    hand_out: HandOut,
}

impl<B: MessageBody> Counted<B> {
    /// The whole of something.
    pub fn whole(body: B, hand_out: HandOut) -> Self {
        let length = match body.size() {
            BodySize::Sized(length) => length,
            BodySize::None | BodySize::Stream => 0,
        };
        Self::part(body, hand_out, 0..length, length)
    }

    /// These bytes of something `of` bytes long.
    pub fn part(body: B, mut hand_out: HandOut, part: Range<u64>, of: u64) -> Self {
        hand_out.begin(part, of);
        Self { body, hand_out }
    }
}

impl<B: MessageBody + Unpin> MessageBody for Counted<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, B::Error>>> {
        let this = self.get_mut();
        let piece = ready!(Pin::new(&mut this.body).poll_next(context));
        if let Some(Ok(bytes)) = &piece {
            this.hand_out.sent(bytes.len() as u64);
        }
        Poll::Ready(piece)
    }
}
