//! The stream of one connection, between the socket and the framework's parser. It closes idle connections where the
//! parser has no timeout of its own (actix-http 3.20 has one for the first request header and none for the next, nor
//! for a body that it skips), and adds headers to the answers that the parser gives on its own.

use std::{
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::rt::net::{ActixStream, Ready, TcpStream};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use super::{budget::Place, exchange::Exchange, parser_answers::ParserAnswers};

/// How long a connection may be idle.
#[derive(Debug, Clone, Copy)]
pub struct WirePatience {
    /// Between an answer and the next request.
    pub idle: Duration,
    /// Between the first and the last byte of a request's head.
    pub head: Duration,
}

/// See the module's text.
pub struct Wire {
    stream: TcpStream,
    exchange: Rc<Exchange>,
    patience: WirePatience,
    settled_at: Instant,
    /// One for the whole life of the connection; moved when it rings, not with each request.
    alarm: Pin<Box<Sleep>>,
    bare: ParserAnswers,
    /// An amended answer on its way, from this byte on.
    dressed: (Vec<u8>, usize),
    place: Place,
}

impl Wire {
    pub fn new(stream: TcpStream, patience: WirePatience, bare: ParserAnswers, place: Place) -> Self {
        Self {
            stream,
            exchange: Rc::default(),
            patience,
            settled_at: Instant::now(),
            alarm: Box::pin(sleep(patience.idle)),
            bare,
            dressed: (Vec::new(), 0),
            place,
        }
    }

    pub fn socket(&self) -> &TcpStream {
        &self.stream
    }

    pub fn exchange(&self) -> Rc<Exchange> {
        Rc::clone(&self.exchange)
    }

    /// When this connection has been idle for too long; never while a request is being processed.
    fn ends_at(&self) -> Option<Instant> {
        if let Some(end) = self.exchange.rest_ends() {
            return Some(end);
        }
        if self.exchange.is_under_way() {
            return None;
        }
        let head_ends = self.exchange.head_since().map(|since| since + self.patience.head);
        Some(head_ends.unwrap_or(self.settled_at + self.patience.idle))
    }

    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(end) = self.ends_at() else { return Poll::Pending };
        if end < self.alarm.deadline() {
            self.alarm.as_mut().reset(end);
        }
        ready!(self.alarm.as_mut().poll(context));
        if Instant::now() >= end {
            return Poll::Ready(());
        }
        self.alarm.as_mut().reset(end);
        self.alarm.as_mut().poll(context)
    }

    fn poll_dressed(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.dressed.1 < self.dressed.0.len() {
            let left = &self.dressed.0[self.dressed.1..];
            match ready!(Pin::new(&mut self.stream).poll_write(context, left))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => {
                    self.dressed.1 += written;
                    self.place.sent(written);
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    /// An idle connection looks to the parser as if the client had closed it: it closes in good order.
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, into) {
            Poll::Ready(Ok(())) => {
                let bytes = into.filled().len() - before;
                self.place.received(bytes);
                if bytes > 0 && !self.exchange.came(bytes) {
                    into.set_filled(before);
                }
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.poll_end(context).map(Ok),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_dressed(context))?;
        // Nothing that came to us is without its answer, so this one is the parser's own.
        if self.exchange.is_settled()
            && let Some(dressed) = self.bare.dress(bytes)
        {
            self.dressed = (dressed, 0);
            // What does not leave at once leaves with the flush that follows.
            return match self.poll_dressed(context) {
                Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                _ => Poll::Ready(Ok(bytes.len())),
            };
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.place.sent(written);
        Poll::Ready(Ok(written))
    }

    /// The dispatcher flushes when all that it has is written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_dressed(context))?;
        if self.exchange.settle() {
            self.settled_at = Instant::now();
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_dressed(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl ActixStream for Wire {
    fn poll_read_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_read_ready(&self.stream, context)
    }

    fn poll_write_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_write_ready(&self.stream, context)
    }
}
