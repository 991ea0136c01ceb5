//! What the two sides of the framework's parser know together of one connection: the stream below it (`wire.rs`) sees
//! bytes, the layer above it (`transport/envelope.rs`) sees requests.

use std::{
    cell::Cell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_web::{
    HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    http::header,
    web::Bytes,
};
use futures_util::Stream;
use tokio::time::Instant;

/// How much of an unread body is skipped, so that the connection can serve the next request.
const REST: usize = 4 * 1024 * 1024;

/// One connection's state.
#[derive(Debug, Default)]
pub struct Exchange {
    /// How many requests have come to us.
    begun: Cell<u64>,
    /// How many of them are not answered to the end.
    under_way: Cell<u32>,
    /// How many bytes had arrived when the last byte of a response had left.
    settled: Cell<u64>,
    /// An unread body is being skipped: how many bytes may still come.
    rest: Cell<Option<(Instant, usize)>>,
    /// The first byte of a request that is not whole yet came then.
    head_since: Cell<Option<Instant>>,
}

/// Exists as long as the response to one request.
#[derive(Debug)]
pub struct UnderWay(Rc<Exchange>);

impl Exchange {
    /// A request has come.
    pub fn begin(self: &Rc<Self>) -> UnderWay {
        self.begun.set(self.begun.get() + 1);
        self.under_way.set(self.under_way.get() + 1);
        self.rest.set(None);
        self.head_since.set(None);
        UnderWay(Rc::clone(self))
    }

    /// Nobody will read the rest of this request's body: skip it, but not for long.
    pub fn skip_rest(&self, until: Instant) {
        self.rest.set(Some((until, REST)));
    }

    /// Every byte of the response has been sent: returns whether that is new.
    pub(super) fn settle(&self) -> bool {
        let news = self.under_way.get() == 0 && self.settled.get() != self.begun.get();
        if news {
            self.settled.set(self.begun.get());
        }
        news
    }

    /// Whether every request that came to us is answered, to the last byte.
    pub(super) fn is_settled(&self) -> bool {
        self.under_way.get() == 0 && self.settled.get() == self.begun.get()
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.get() > 0
    }

    /// Bytes have come; false if they are more of a rest than is worth skipping.
    pub(super) fn came(&self, bytes: usize) -> bool {
        if let Some((until, left)) = self.rest.get() {
            self.rest.set(Some((until, left.saturating_sub(bytes))));
            return left > bytes && Instant::now() < until;
        }
        if self.is_settled() && self.head_since.get().is_none() {
            self.head_since.set(Some(Instant::now()));
        }
        true
    }

    pub(super) fn rest_ends(&self) -> Option<Instant> {
        self.rest.get().map(|(until, _)| until)
    }

    pub(super) fn head_since(&self) -> Option<Instant> {
        self.head_since.get()
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
    }
}

/// Watches whether a chunked body is read to its end. The server closes the connection after an unread body with a
/// length (RFC 9112, section 9.3), but skips chunks for ever (actix-http 3.20, `h1/dispatcher.rs`).
pub fn watch(request: &mut ServiceRequest) -> Option<Rc<Cell<bool>>> {
    if !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return None;
    }
    let ended = Rc::new(Cell::new(false));
    let body = Watched { body: request.take_payload(), ended: Rc::clone(&ended) };
    request.set_payload(Payload::Stream { payload: Box::pin(body) });
    Some(ended)
}

struct Watched {
    body: Payload,
    ended: Rc<Cell<bool>>,
}

impl Stream for Watched {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(Pin::new(&mut self.body).poll_next(context));
        if next.is_none() {
            self.ended.set(true);
        }
        Poll::Ready(next)
    }
}

/// The body of a response, with a value that is dropped along with it.
pub struct With<Kept> {
    body: BoxBody,
    _kept: Kept,
}

impl<Kept: Unpin + 'static> With<Kept> {
    pub fn boxed(body: BoxBody, kept: Kept) -> BoxBody {
        BoxBody::new(Self { body, _kept: kept })
    }
}

impl<Kept: Unpin + 'static> MessageBody for With<Kept> {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let next = Pin::new(&mut self.body).poll_next(context);
        if let Poll::Ready(Some(Err(error))) = &next {
            tracing::warn!(detail = %error, "an answer broke off");
        }
        next
    }
}
