//! A long answer asks again, every few seconds, whether its person may still have it; if not, it breaks off. A short
//! one never gets to the first question.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use actix_web::{
    HttpRequest,
    body::{BodySize, BoxBody, MessageBody},
    web::{Bytes, Data},
};
use futures_util::future::LocalBoxFuture;
use time::{Duration, OffsetDateTime};

use crate::{Result, clock::SharedClock, error::Meaning, settings::Patience, transport::gate};

/// What leaves in one piece is out before anybody could ask.
const ONE_PIECE: u64 = 128 * 1024;

/// How long the last answer counts while no new one can be had (I5).
const BENEFIT_OF_DOUBT: Duration = Duration::minutes(5);

/// The body with rechecks; unchanged where there is nothing to check.
pub fn recheck<B>(request: &HttpRequest, body: B) -> BoxBody
where
    B: MessageBody<Error = io::Error> + Unpin + 'static,
{
    let every = every(request);
    let is_short = matches!(body.size(), BodySize::Sized(length) if length <= ONE_PIECE);
    match request.app_data::<Data<SharedClock>>() {
        Some(clock) if !every.is_zero() && !is_short => {
            let (clock, now) = (clock.get_ref().clone(), clock.now());
            let request = request.clone();
            BoxBody::new(Rechecked { body, request, clock, every, asked_at: now, known_at: now, question: None })
        }
        _ => BoxBody::new(body),
    }
}

/// Whether long answers ask again at all.
pub fn is_asked_again(request: &HttpRequest) -> bool {
    !every(request).is_zero()
}

/// Between two questions; zero: there are none.
fn every(request: &HttpRequest) -> Duration {
    let patience = request.app_data::<Data<Patience>>();
    patience.map_or(Duration::ZERO, |patience| Duration::try_from(patience.recheck).unwrap_or(Duration::ZERO))
}

struct Rechecked<B> {
    body: B,
    request: HttpRequest,
    clock: SharedClock,
    every: Duration,
    asked_at: OffsetDateTime,
    /// When it was last certain.
    known_at: OffsetDateTime,
    question: Option<LocalBoxFuture<'static, Result<()>>>,
}

impl<B> Rechecked<B> {
    fn poll_question(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let now = self.clock.now();
        if self.question.is_none() {
            // A clock that was turned back asks early, not late.
            if now >= self.asked_at && now - self.asked_at < self.every {
                return Poll::Ready(Ok(()));
            }
            self.asked_at = now;
        }
        let request = &self.request;
        let answer = ready!(self.question.get_or_insert_with(|| gate::ask_again(request)).as_mut().poll(context));
        self.question = None;
        match answer {
            Ok(()) => self.known_at = now,
            Err(error) if error.meaning() == Meaning::Unavailable && now - self.known_at < BENEFIT_OF_DOUBT => {}
            Err(error) => {
                let why = format!("its person may not have it any more: {}", error.log());
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::PermissionDenied, why)));
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<B: MessageBody<Error = io::Error> + Unpin> MessageBody for Rechecked<B> {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    /// An error here makes the server cut the connection: the client sees that bytes are missing.
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let this = self.get_mut();
        ready!(this.poll_question(context))?;
        Pin::new(&mut this.body).poll_next(context)
    }
}
