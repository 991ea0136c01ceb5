//! A stream some of which has been read already.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::Stream;

/// What has been read and put back, and then the rest.
pub struct Prefixed<S, E> {
    read: VecDeque<Result<Bytes, E>>,
    rest: S,
}

impl<S, E> Prefixed<S, E> {
    pub fn new(rest: S) -> Self {
        Self { read: VecDeque::new(), rest }
    }

    /// Puts back what has been read, before the rest.
    pub fn give_back(&mut self, read: Vec<Result<Bytes, E>>) {
        self.read = read.into();
    }
}

impl<S, E> Stream for Prefixed<S, E>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Unpin,
{
    type Item = Result<Bytes, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.read.pop_front() {
            Some(piece) => Poll::Ready(Some(piece)),
            None => Pin::new(&mut self.rest).poll_next(context),
        }
    }
}
