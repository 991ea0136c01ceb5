//! Who collects numbers (Prometheus): the proof is a secret of the settings.

use actix_web::{HttpMessage, HttpRequest, http::header, web::Data};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{
    Error, Result,
    transport::{
        gate::{Asks, Audience},
        log_line::UserLabel,
    },
};

/// `METRICS_SECRET`; `None`: nobody collects anything here.
#[derive(Debug, Clone)]
pub struct CollectorSecret(pub Option<SecretString>);

/// The one who knows it.
#[derive(Debug)]
pub struct Collector {
    _only_the_secret_makes_one: (),
}

impl Audience for Collector {
    const NAME: &'static str = "collector";
    const ASKS: Asks = Asks::Secret;
    const BODY: Option<usize> = Some(0);

    /// Bearer, RFC 6750, section 2.1. Without a secret in the settings the address does not exist.
    async fn admit(request: &HttpRequest) -> Result<Self> {
        let known = request.app_data::<Data<CollectorSecret>>().and_then(|known| known.0.as_ref());
        let Some(known) = known else { return Err(Error::not_found("METRICS_SECRET is not set")) };
        let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, secret) = header.and_then(|value| value.split_once(' ')).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Error::sign_in("no secret for the metrics"));
        }
        if !is_same(secret.trim(), known) {
            return Err(Error::sign_in("a secret that is not METRICS_SECRET"));
        }
        request.extensions_mut().insert(UserLabel(Self::NAME.to_owned()));
        Ok(Self { _only_the_secret_makes_one: () })
    }
}

/// The hashes are compared, so neither the time nor a length reveals anything.
fn is_same(text: &str, secret: &SecretString) -> bool {
    let hash = |text: &str| Sha256::digest(text.as_bytes());
    hash(text).as_slice().ct_eq(hash(secret.expose_secret()).as_slice()).into()
}
