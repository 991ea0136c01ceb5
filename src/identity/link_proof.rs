//! Proof that somebody has given the password of a link, or a code that was sent to them: a sealed cookie, valid for
//! that one link and for half a day.

use std::sync::Arc;

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite},
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::key_ring::{KeyRing, Purpose};
use crate::{clock::SharedClock, transport::cookies};

/// How long it lasts.
const LIFETIME: Duration = Duration::hours(12);

/// What it says.
#[derive(Serialize, Deserialize)]
pub struct Proof {
    #[serde(rename = "l")]
    link: Uuid,
    /// To which the code was sent; none where a password was given.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(rename = "z", with = "time::serde::timestamp")]
    until: OffsetDateTime,
}

/// Hands the cookie out, and reads it.
pub struct LinkProofs {
    ring: Arc<KeyRing>,
    clock: SharedClock,
    /// Over https the cookie carries the `__Host-` prefix and `Secure`.
    https: bool,
}

impl LinkProofs {
    pub fn new(ring: Arc<KeyRing>, clock: SharedClock, https: bool) -> Self {
        Self { ring, clock, https }
    }

    /// Gives it to the browser.
    pub fn hand_out(&self, request: &HttpRequest, link: Uuid, address: Option<String>) {
        let proof = Proof { link, address, until: self.clock.now() + LIFETIME };
        let name = self.name(link);
        let sealed = self.ring.seal(Purpose::Link, &name, &serde_json::to_vec(&proof).unwrap_or_default());
        let cookie = Cookie::build(name, sealed).path("/").secure(self.https);
        cookies::set(request, cookie.http_only(true).same_site(SameSite::Lax).finish());
    }

    /// The one for this link that the request brings.
    pub fn of(&self, request: &HttpRequest, link: Uuid) -> Option<Proof> {
        let name = self.name(link);
        let mut values = cookies::values(request, &name);
        let (Some(value), None) = (values.next(), values.next()) else { return None };
        let opened = self.ring.open(Purpose::Link, &name, value);
        let proof = opened.and_then(|opened| serde_json::from_slice::<Proof>(&opened.bytes).ok());
        proof.filter(|proof| {
            let left = proof.until - self.clock.now();
            // A clock that was turned back makes nothing longer.
            proof.link == link && left > Duration::ZERO && left <= LIFETIME
        })
    }

    /// Each link has its own cookie, so that two can be open at the same time; a few characters distinguish them.
    fn name(&self, link: Uuid) -> String {
        let mark = &link.simple().to_string()[20..];
        if self.https { format!("__Host-latchkey-link-{mark}") } else { format!("latchkey-link-{mark}") }
    }
}
