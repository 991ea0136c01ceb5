//! One attempt to sign in, from `/login` to `/callback`. It lives in a sealed cookie of its own, so that
//! ten tabs may sign in in any order, and in the sealed `state` that travels with the browser. The two
//! share a random id: a state without its cookie comes from another browser (RFC 9700, section 4.7).

use std::{cmp::Reverse, sync::Arc};

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration as CookieDuration},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use time::{Duration, OffsetDateTime};

use super::used_attempts::UsedAttempts;
use crate::{
    clock::SharedClock,
    entropy::SharedEntropy,
    identity::key_ring::{KeyRing, Purpose},
    transport::{cookies, local_path::LocalPath},
};

/// How long a person may take at the provider.
const LIFETIME: Duration = Duration::minutes(10);
/// How many attempts one browser may have under way; the oldest goes first.
const MOST: usize = 6;
/// The most bytes of all their cookies: servers refuse a head that is too large.
const MOST_BYTES: usize = 6 * 1024;
/// The most bytes of a target, in compact form, that fit into the cookie beside the rest.
const LONGEST_TARGET: usize = 2048;
/// A longer target is kept in the cookie only; the state is part of addresses.
const LONGEST_TARGET_IN_STATE: usize = 512;
/// What the state is sealed for.
const STATE: &str = "state";

/// Draws attempts, hands them out and takes them back.
pub struct Attempts {
    ring: Arc<KeyRing>,
    used: UsedAttempts,
    clock: SharedClock,
    entropy: SharedEntropy,
    /// Over https the cookies carry the `__Host-` prefix and `Secure`.
    https: bool,
}

/// What the cookie holds. No Debug: the verifier is a secret.
#[derive(Serialize, Deserialize)]
pub struct Attempt {
    id: String,
    pub nonce: String,
    pub verifier: String,
    target: String,
    #[serde(with = "time::serde::timestamp")]
    issued: OffsetDateTime,
}

/// The content of the `state` parameter; it outlives the cookie, so that a late callback still knows its target.
#[derive(Debug, Serialize, Deserialize)]
pub struct State {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    /// How often this sign-in was restarted automatically.
    pub restarts: u8,
}

/// Why a callback belongs to no attempt under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// The browser does not bring the cookie: blocked, thrown away, or another browser.
    NoCookie,
    /// It took more than ten minutes.
    Late,
    /// Another request was first.
    Used,
}

impl Attempts {
    pub fn new(ring: Arc<KeyRing>, clock: SharedClock, entropy: SharedEntropy, https: bool) -> Self {
        Self { ring, used: UsedAttempts::default(), clock, entropy, https }
    }

    /// Whether a sign-in can come back to this place.
    pub fn can_keep(target: &LocalPath) -> bool {
        target.compact().len() <= LONGEST_TARGET
    }

    /// A new attempt, and its sealed state.
    pub fn draw(&self, target: &LocalPath, restarts: u8) -> (Attempt, String) {
        let attempt = Attempt {
            id: BASE64_URL_SAFE_NO_PAD.encode(self.entropy.bytes::<16>()),
            nonce: BASE64_URL_SAFE_NO_PAD.encode(self.entropy.bytes::<32>()),
            verifier: BASE64_URL_SAFE_NO_PAD.encode(self.entropy.bytes::<32>()),
            target: target.compact(),
            issued: self.clock.now(),
        };
        let short = attempt.target.len() <= LONGEST_TARGET_IN_STATE;
        let state = State { id: attempt.id.clone(), target: short.then(|| attempt.target.clone()), restarts };
        let state = self.ring.seal(Purpose::State, STATE, &serde_json::to_vec(&state).unwrap_or_default());
        (attempt, state)
    }

    /// Gives the attempt to the browser: its cookie leaves with the answer.
    pub fn hand_out(&self, request: &HttpRequest, attempt: &Attempt) {
        let name = self.cookie_name(&attempt.id);
        let sealed = self.ring.seal(Purpose::Attempt, &name, &serde_json::to_vec(attempt).unwrap_or_default());
        self.make_room(request, name.len() + sealed.len());
        cookies::set(request, self.cookie(name, sealed));
    }

    /// The state, if it is one of ours; it says nothing yet about who brings it.
    pub fn open_state(&self, state: &str) -> Option<State> {
        serde_json::from_slice(&self.ring.open(Purpose::State, STATE, state)?.bytes).ok()
    }

    /// The attempt of this state, once: its cookie is removed, and a second request gets `Used`.
    pub fn take(&self, request: &HttpRequest, state: &State) -> Result<Attempt, Stale> {
        let name = self.cookie_name(&state.id);
        let mut values = cookies::values(request, &name);
        let (Some(value), None) = (values.next(), values.next()) else { return Err(Stale::NoCookie) };
        self.take_back(request, &name);
        let attempt = self.open(&name, value).ok_or(Stale::NoCookie)?;
        if !bool::from(attempt.id.as_bytes().ct_eq(state.id.as_bytes())) {
            return Err(Stale::NoCookie);
        }
        let (now, end) = (self.clock.now(), attempt.issued + LIFETIME);
        if now >= end {
            return Err(Stale::Late);
        }
        if self.used.first_use(&attempt.id, end, now) { Ok(attempt) } else { Err(Stale::Used) }
    }

    fn open(&self, name: &str, value: &str) -> Option<Attempt> {
        serde_json::from_slice(&self.ring.open(Purpose::Attempt, name, value)?.bytes).ok()
    }

    /// Removes broken and expired attempts, and then the oldest, until one of `bytes` more fits.
    fn make_room(&self, request: &HttpRequest, bytes: usize) {
        let now = self.clock.now();
        let mut running = Vec::new();
        for (name, value) in cookies::pairs(request).filter(|(name, _)| name.starts_with(self.prefix())) {
            match self.open(name, value) {
                Some(attempt) if now < attempt.issued + LIFETIME => {
                    running.push((attempt.issued, name, name.len() + value.len()));
                }
                _ => self.take_back(request, name),
            }
        }
        running.sort_by_key(|(issued, ..)| Reverse(*issued)); // newest first
        let mut total = bytes;
        for (place, (_, name, size)) in running.into_iter().enumerate() {
            total += size;
            if place + 1 >= MOST || total > MOST_BYTES {
                self.take_back(request, name);
            }
        }
    }

    fn take_back(&self, request: &HttpRequest, name: &str) {
        let mut gone = self.cookie(name.to_owned(), String::new());
        gone.make_removal();
        cookies::set(request, gone);
    }

    fn prefix(&self) -> &'static str {
        if self.https { "__Host-latchkey-attempt." } else { "latchkey-attempt." }
    }

    fn cookie_name(&self, id: &str) -> String {
        format!("{}{id}", self.prefix())
    }

    /// Lax, not Strict: the way back from the provider begins on another site (RFC 6265bis, section 5.2).
    fn cookie(&self, name: String, value: String) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .secure(self.https)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(CookieDuration::seconds(LIFETIME.whole_seconds()))
            .finish()
    }
}

impl Attempt {
    /// Where the person wanted to go.
    pub fn target(&self) -> LocalPath {
        LocalPath::parse(&self.target).unwrap_or_else(LocalPath::home)
    }
}

impl State {
    /// Where the person wanted to go; `None`: that was too long for the state.
    pub fn target(&self) -> Option<LocalPath> {
        self.target.as_deref().and_then(LocalPath::parse)
    }
}
