//! An administrator views the site as somebody else: a separate sealed cookie names the person. It is valid for one
//! session, and for half an hour; both are part of the sealed content.

use std::sync::Arc;

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite},
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    key_ring::{KeyRing, Purpose},
    principal::Email,
};
use crate::{clock::SharedClock, transport::cookies};

/// How long it lasts.
const LIFETIME: Duration = Duration::minutes(30);

/// The person as whom somebody views the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    /// The session that it was begun in.
    #[serde(rename = "s")]
    session: Uuid,
    #[serde(rename = "e")]
    pub email: Email,
    #[serde(rename = "z", with = "time::serde::timestamp")]
    pub until: OffsetDateTime,
}

/// Hands the cookie out, reads it and takes it back.
pub struct Viewings {
    ring: Arc<KeyRing>,
    clock: SharedClock,
    /// Over https the cookie carries the `__Host-` prefix and `Secure`.
    https: bool,
}

impl Viewings {
    pub fn new(ring: Arc<KeyRing>, clock: SharedClock, https: bool) -> Self {
        Self { ring, clock, https }
    }

    /// A new one, not handed out yet.
    pub fn draw(&self, session: Uuid, email: Email) -> Viewing {
        Viewing { session, email, until: self.clock.now() + LIFETIME }
    }

    /// Gives it to the browser.
    pub fn hand_out(&self, request: &HttpRequest, viewing: &Viewing) {
        let sealed = self.ring.seal(Purpose::Viewing, self.name(), &serde_json::to_vec(viewing).unwrap_or_default());
        cookies::set(request, self.cookie(sealed));
    }

    /// The one that the request brings, if it is of this session; it may be over.
    pub fn of(&self, request: &HttpRequest, session: Uuid) -> Option<Viewing> {
        let mut values = cookies::values(request, self.name());
        let (Some(value), None) = (values.next(), values.next()) else { return None };
        let opened = self.ring.open(Purpose::Viewing, self.name(), value)?;
        serde_json::from_slice(&opened.bytes).ok().filter(|viewing: &Viewing| viewing.session == session)
    }

    /// Whether its time has come.
    pub fn is_over(&self, viewing: &Viewing) -> bool {
        let left = viewing.until - self.clock.now();
        // A clock that was turned back makes nothing longer.
        left <= Duration::ZERO || left > LIFETIME
    }

    pub fn take_back(&self, request: &HttpRequest) {
        let mut gone = self.cookie(String::new());
        gone.make_removal();
        cookies::set(request, gone);
    }

    fn name(&self) -> &'static str {
        if self.https { "__Host-latchkey-view" } else { "latchkey-view" }
    }

    /// Until the browser is closed: when it has expired, the next request is told so, and does not change anything as
    /// the wrong person.
    fn cookie(&self, value: String) -> Cookie<'static> {
        let cookie = Cookie::build(self.name(), value).path("/").secure(self.https);
        cookie.http_only(true).same_site(SameSite::Lax).finish()
    }
}
