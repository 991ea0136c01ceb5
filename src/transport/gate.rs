//! The gate: no handler runs before it is known who is asking (I1, I2).
//!
//! A handler's first argument names its audience. actix polls all arguments of a handler concurrently, so a malformed
//! body would be answered before the missing sign-in; `Gated` is therefore the only argument that the framework sees,
//! and it builds the others in order, audience first.

use std::{future::Future, pin::pin, task::Poll, time::Duration};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, error::PayloadError, http::header, web};
use futures_util::{StreamExt, future::LocalBoxFuture, poll};

use crate::{
    Error, Result,
    settings::Patience,
    transport::{csrf::SameOrigin, kept_form},
};

/// Who may call. Implemented by `Anyone` here and by the ladder in `access/`, and by nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say who may call this handler",
    label = "the first argument must be an audience: Anyone, Employee, Reader, Editor or Admin",
    note = "see src/README.md, invariant I1; `Option<Reader>` is no audience either: take `Anyone` and say so"
)]
pub trait Audience: Sized + 'static {
    /// As the access matrix and the log spell it.
    const NAME: &'static str;

    /// What it asks of the caller, for the description of the API.
    const ASKS: Asks;

    /// The most bytes that are read of a body. `None`: the arguments decide, because an identified person is
    /// responsible.
    const BODY: Option<usize> = None;

    /// Lets the caller through as this audience, or says why not. Never reads the body.
    fn admit(request: &HttpRequest) -> impl Future<Output = Result<Self>>;
}

/// What an audience asks of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    Nothing,
    /// A ticket in the address.
    Ticket,
    /// The secret of the company's directory.
    Secret,
    /// To be signed in.
    Session,
    /// To be signed in, and to have this role or a higher one.
    Role(&'static str),
}

/// The name of the audiences for links for people outside.
pub const LINK_AUDIENCE: &str = "link";

/// A form without files that anybody may send: its token, an address to go back to.
pub const OF_STRANGERS: usize = 1024;

/// Everybody, signed in or not; written out, so that an open route is a decision one can read.
#[derive(Debug)]
pub struct Anyone {
    _only_the_gate_makes_one: (),
}

impl Audience for Anyone {
    const NAME: &'static str = "anyone";
    const ASKS: Asks = Asks::Nothing;
    const BODY: Option<usize> = Some(OF_STRANGERS);

    async fn admit(_: &HttpRequest) -> Result<Self> {
        Ok(Self { _only_the_gate_makes_one: () })
    }
}

/// The arguments of a handler whose first one is an [`Audience`].
#[diagnostic::on_unimplemented(
    message = "this handler does not say who may call it",
    label = "the first argument must be an audience: Anyone, Employee, Reader, Editor or Admin",
    note = "see src/README.md, invariant I1"
)]
pub trait Admitted: Sized + 'static {
    const AUDIENCE: &'static str;
    const ASKS: Asks;
    const BODY: Option<usize>;
    fn build(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self>>;
    /// Checks the audience alone, again.
    fn again(request: HttpRequest) -> LocalBoxFuture<'static, Result<()>>;
}

/// The arguments of a handler that changes something: the second one is [`SameOrigin`].
#[diagnostic::on_unimplemented(
    message = "this handler changes something without proof that the request comes from this site",
    label = "the first argument must be an audience, the second one `SameOrigin`",
    note = "see src/transport/csrf.rs"
)]
pub trait AdmittedForChange: Admitted {}

/// Which audience the gate of this request asked for; read by the log line.
#[derive(Debug, Clone, Copy)]
pub struct AudienceName(pub &'static str);

#[derive(Clone, Copy)]
struct AskAgain(fn(HttpRequest) -> LocalBoxFuture<'static, Result<()>>);

/// Whether the gate would still admit this request: the session may have ended, the role been withdrawn. For long
/// downloads and uploads; a request that passed no gate is refused.
pub fn ask_again(request: &HttpRequest) -> LocalBoxFuture<'static, Result<()>> {
    let again = request.extensions().get::<AskAgain>().copied();
    match again {
        Some(AskAgain(ask)) => ask(request.clone()),
        None => Box::pin(async { Err(Error::internal("nobody was let in by this request")) }),
    }
}

/// What the framework sees of a handler: one argument that opens the gate.
pub struct Gated<Arguments>(pub Arguments);

impl<Arguments: Admitted> FromRequest for Gated<Arguments> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = match Arguments::BODY {
            Some(most) => at_most(most, &request, payload.take()),
            None => payload.take(),
        };
        request.extensions_mut().insert(AudienceName(Arguments::AUDIENCE));
        request.extensions_mut().insert(AskAgain(Arguments::again));
        Box::pin(async move { Arguments::build(&request, &mut payload).await.map(Gated) })
    }
}

/// The body, refused where it has more bytes than these.
fn at_most(most: usize, request: &HttpRequest, body: Payload) -> Payload {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if declared == Some(0) || matches!(body, Payload::None) {
        return body;
    }
    let mut left = if declared.is_some_and(|length: usize| length > most) { None } else { Some(most) };
    let counted = body.map(move |piece| {
        let piece = piece?;
        left = left.and_then(|left| left.checked_sub(piece.len()));
        left.map(|_| piece).ok_or(PayloadError::Overflow)
    });
    Payload::Stream { payload: Box::pin(counted) }
}

/// Builds an argument within the patience for bodies.
async fn in_time<T: FromRequest + 'static>(request: &HttpRequest, payload: &mut Payload) -> Result<T> {
    let patience = request.app_data::<web::Data<Patience>>().map_or(Duration::from_secs(30), |patience| patience.body);
    let mut argument = pin!(T::from_request(request, payload));
    let settled = |built: Result<T, T::Error>| built.map_err(|error| Error::from_framework(&error.into()));
    // Most arguments are ready immediately, and need no timeout.
    if let Poll::Ready(ready) = poll!(argument.as_mut()) {
        return settled(ready);
    }
    match tokio::time::timeout(patience, argument).await {
        Ok(built) => settled(built),
        Err(_) => Err(Error::too_slow("the request body took longer than the patience for bodies")),
    }
}

/// Bodies are taken as they are: one that came compressed would become a document of compressed bytes (RFC 9110, section
/// 8.4).
fn is_plain(request: &HttpRequest) -> Result<()> {
    let encoded = request.headers().get_all(header::CONTENT_ENCODING).any(|coding| coding != "identity");
    if encoded {
        return Err(Error::unsupported(text!("body-encoded"), "a body with a Content-Encoding"));
    }
    Ok(())
}

macro_rules! admitted {
    ($($argument:ident)*) => {
        impl<First: Audience, $($argument: FromRequest + 'static),*> Admitted for (First, $($argument,)*) {
            const AUDIENCE: &'static str = First::NAME;
            const ASKS: Asks = First::ASKS;
            const BODY: Option<usize> = First::BODY;

            async fn build(request: &HttpRequest, payload: &mut Payload) -> Result<Self> {
                let first = match First::admit(request).await {
                    Ok(first) => first,
                    Err(refused) => {
                        kept_form::keep(&refused, request, payload).await;
                        return Err(refused);
                    }
                };
                is_plain(request)?;
                let _ = &payload;
                Ok((first, $(in_time::<$argument>(request, payload).await?,)*))
            }

            fn again(request: HttpRequest) -> LocalBoxFuture<'static, Result<()>> {
                Box::pin(async move { First::admit(&request).await.map(|_| ()) })
            }
        }
    };
}

macro_rules! admitted_up_to {
    () => {
        admitted!();
    };
    ($head:ident $($tail:ident)*) => {
        admitted!($head $($tail)*);
        impl<First: Audience, $($tail: FromRequest + 'static),*> AdmittedForChange for (First, SameOrigin, $($tail,)*) {}
        admitted_up_to!($($tail)*);
    };
}

// The audience and up to nine more.
admitted_up_to!(A B C D E F G H I);
