//! The body of a request, some of which may have been read already.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{error::PayloadError, web::Payload};
use bytes::Bytes;
use futures_util::Stream;

pub(super) struct Body {
    read: VecDeque<Result<Bytes, PayloadError>>,
    rest: Payload,
}

impl Body {
    pub fn new(rest: Payload) -> Self {
        Self { read: VecDeque::new(), rest }
    }

    /// Puts back what has been read, before the rest.
    pub fn give_back(&mut self, read: Vec<Result<Bytes, PayloadError>>) {
        self.read = read.into();
    }
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.read.pop_front() {
            Some(piece) => Poll::Ready(Some(piece)),
            None => Pin::new(&mut self.rest).poll_next(context),
        }
    }
}
