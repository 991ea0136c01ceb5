//! Limits on expensive work, per person or, where nobody is signed in, per address. A handler takes one as an
//! argument, right after its audience, as it takes its proofs:
//!
//! ```ignore
//! async fn page(reader: Reader, _share: Share<Search>, …)
//! ```
//!
//! The limits are in `policy.rs`. Counts are per process: two copies allow twice as much.

mod bucket;
mod policy;
mod shares;

use std::marker::PhantomData;

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Data};
use futures_util::future::LocalBoxFuture;

pub use self::{
    policy::{
        Announcement, Archive, Callback, Costly, FrontChannel, Link, LinkCode, LinkPassword, LinkTries, LinkUpload,
        People, Policy, Record, RecordFile, RefusalRow, Search, SignIn, Thumbnail, Ticket,
    },
    shares::{Permit, Shares},
};
use crate::{
    Error,
    transport::{client::Client, connection::block, log_line::UserLabel},
};

/// The right to do this once, now; while it exists, it counts towards the limit of concurrent work.
pub struct Share<What> {
    _permit: Permit,
    of: PhantomData<What>,
}

impl<What: Costly> FromRequest for Share<What> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (shares, whose) = (request.app_data::<Data<Shares>>().cloned(), whose(request));
        Box::pin(async move {
            let shares = shares.ok_or_else(|| Error::internal("shares are not wired"))?;
            let permit = shares.take(&What::POLICY, whose.as_deref()).await?;
            Ok(Self { _permit: permit, of: PhantomData })
        })
    }
}

/// Whom a request counts against; nobody, where a proxy does not say whose it is.
pub fn whose(request: &HttpRequest) -> Option<String> {
    if let Some(UserLabel(user)) = request.extensions().get() {
        return Some(user.clone());
    }
    Client::of(request).address().map(|address| block(address).to_string())
}
