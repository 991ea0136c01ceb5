//! The company's directory, when it sends people and groups: its proof is a secret of its own.

use actix_web::{HttpMessage, HttpRequest, http::header, web::Data};

use super::Scim;
use crate::{
    Error, Result,
    audit::{Actor, Via},
    transport::{
        client::Client,
        gate::{Asks, Audience},
        log_line::{UserLabel, ViaLabel},
        page::RequestId,
    },
};

/// The directory.
#[derive(Debug)]
pub struct Provisioner {
    actor: Actor,
}

impl Provisioner {
    /// Whose doing it is, for the record.
    pub(super) fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl Audience for Provisioner {
    const NAME: &'static str = "directory";
    const ASKS: Asks = Asks::Secret;
    /// A group of 20,000 members, 60 bytes each, written generously.
    const BODY: Option<usize> = Some(4 * 1024 * 1024);

    /// Bearer, RFC 6750, section 2.1.
    async fn admit(request: &HttpRequest) -> Result<Self> {
        let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, secret) = header.and_then(|value| value.split_once(' ')).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Error::sign_in("no secret of the directory"));
        }
        let scim =
            request.app_data::<Data<Scim>>().ok_or_else(|| Error::internal("what the directory sends is not wired"))?;
        if !scim.is_secret(secret.trim()).await? {
            return Err(Error::sign_in("a secret that is not the directory's"));
        }
        request.extensions_mut().insert(UserLabel(Self::NAME.to_owned()));
        request.extensions_mut().insert(ViaLabel(Via::Directory.as_str()));
        let number = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
        let actor = Actor {
            person: Some(Self::NAME.to_owned()),
            via: Via::Directory,
            request: number.0,
            address: Client::of(request).address(),
            viewing_as: None,
        };
        Ok(Self { actor })
    }
}
