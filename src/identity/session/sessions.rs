//! Begins, finds, renews and ends sessions.

use std::sync::Arc;

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration as CookieDuration},
};
use time::{Duration, OffsetDateTime};

use super::{EndedSessions, Session, SessionList, Which};
use crate::{
    Error, Result,
    audit::Actor,
    clock::SharedClock,
    entropy::SharedEntropy,
    identity::{
        claims::Claims,
        key_ring::{KeyRing, Purpose},
        principal::UserKey,
        ticket,
    },
    settings::SessionSettings,
    transport::cookies,
};

/// When the session ends, for the scripts of the pages: the idle end and the end in any case, in Unix seconds.
pub(in crate::identity) const ENDS: &str = "latchkey_until";

pub struct Sessions {
    ring: Arc<KeyRing>,
    ended: Arc<EndedSessions>,
    list: Arc<SessionList>,
    clock: SharedClock,
    entropy: SharedEntropy,
    idle: Duration,
    lifetime: Duration,
    /// Over https the cookie carries the `__Host-` prefix and `Secure`.
    https: bool,
}

/// What is left to do at the provider after a session was ended here.
#[derive(Debug, Clone)]
pub struct EndedSession {
    pub user: UserKey,
    pub login_hint: Option<String>,
}

impl From<Session> for EndedSession {
    fn from(session: Session) -> Self {
        Self { user: session.user, login_hint: session.login_hint }
    }
}

impl Sessions {
    pub fn new(
        ring: Arc<KeyRing>,
        ended: Arc<EndedSessions>,
        list: Arc<SessionList>,
        clock: SharedClock,
        entropy: SharedEntropy,
        settings: &SessionSettings,
        https: bool,
    ) -> Self {
        let whole = |span: std::time::Duration| Duration::try_from(span).unwrap_or(Duration::DAY);
        let (idle, lifetime) = (whole(settings.idle), whole(settings.lifetime));
        Self { ring, ended, list, clock, entropy, idle, lifetime, https }
    }

    /// `__Host-latchkey` over https (RFC 6265bis, section 4.1.3.2), `latchkey` on plain-http localhost.
    pub fn cookie_name(&self) -> &'static str {
        if self.https { "__Host-latchkey" } else { "latchkey" }
    }

    /// Begins a new session and ends the one that the browser had, no matter whose that was. Either all of it is
    /// recorded, or nothing (I8).
    ///
    /// # Errors
    /// `Unavailable`; then the old one continues. `Internal` for identifiers that do not fit into a cookie.
    pub async fn begin(&self, request: &HttpRequest, person: Claims, actor: &Actor) -> Result<Session> {
        let old = self.of(request).await?;
        let (session, left_out) =
            Session::begin(self.entropy.uuid(), person, self.clock.now(), self.idle, self.lifetime)
                .ok_or_else(|| Error::internal("the provider's identifiers are too long for a session cookie"))?;
        if left_out > 0 {
            tracing::warn!(left_out, user = %session.user, "app roles left out: the session cookie is full");
        }
        self.list.begin(request, &session, old.as_ref(), actor).await?;
        if let Some(old) = old {
            self.ended.remember(old.id, remembered_until(&old));
        }
        self.hand_out(request, &session);
        Ok(session)
    }

    /// The session that the request brings. A cookie that is not ours, too old, ended, doubled or broken
    /// is no session; it is never an error (I4 counts a cookie as absent when it proves nothing).
    pub async fn of(&self, request: &HttpRequest) -> Result<Option<Session>> {
        let mut values = cookies::values(request, self.cookie_name());
        let (Some(value), None) = (values.next(), values.next()) else { return Ok(None) };
        let now = self.clock.now();
        let Some(opened) = self.ring.open(Purpose::Session, self.cookie_name(), value) else { return Ok(None) };
        let Some(session) = Session::from_bytes(&opened.bytes, now) else { return Ok(None) };
        let Session { id, user, issued, .. } = &session;
        if self.list.is_to_end(&session) || self.ended.contains(Which { id: *id, user, begun_at: *issued }).await? {
            return Ok(None);
        }
        let renewed =
            if opened.current_key { session.renewed(now, self.idle) } else { Some(session.resealed(now, self.idle)) };
        let is_sealed_anew = renewed.is_some();
        let session = renewed.unwrap_or(session);
        if is_sealed_anew {
            self.hand_out(request, &session);
        } else if cookies::values(request, ENDS).next() != Some(&ends_of(&session)) {
            // Another running copy with the older version sealed it again, or it is from before an update.
            self.tell_ends(request, &session);
        }
        self.list.note(request, &session);
        Ok(Some(session))
    }

    /// Moves the idle end of the session that the request brings, however long ago that was done last.
    ///
    /// # Errors
    /// `Unavailable`, if it cannot be known whether it was ended.
    pub async fn renew(&self, request: &HttpRequest) -> Result<Option<Session>> {
        let renewed = self.of(request).await?.map(|session| session.resealed(self.clock.now(), self.idle));
        if let Some(renewed) = &renewed {
            self.hand_out(request, renewed);
            self.list.note(request, renewed);
        }
        Ok(renewed)
    }

    /// Ends the session that the request brings, for good, and takes the cookie back.
    pub async fn end(&self, request: &HttpRequest) -> Result<Option<EndedSession>> {
        let session = self.of(request).await;
        // Also with an answer that says that the database is away.
        self.take_back(request);
        let session = session?;
        if let Some(session) = &session {
            self.ended.end(session.id, remembered_until(session)).await?;
        }
        Ok(session.map(EndedSession::from))
    }

    /// Ends all sessions of the person whose session the request carries, and removes the cookie. `actor`: who does
    /// it.
    ///
    /// # Errors
    /// `Unavailable`; then they all continue.
    pub async fn end_everywhere(
        &self,
        request: &HttpRequest,
        actor: impl FnOnce(&UserKey) -> Actor,
    ) -> Result<Option<EndedSession>> {
        if let Some(session) = self.of(request).await? {
            self.list.end_all(&session.user.to_string(), None, &actor(&session.user)).await?;
            self.ended.remember(session.id, remembered_until(&session));
            self.take_back(request);
            return Ok(Some(session.into()));
        }
        self.take_back(request);
        Ok(None)
    }

    fn take_back(&self, request: &HttpRequest) {
        for name in [self.cookie_name(), ENDS] {
            let mut gone = self.dressed(name, String::new());
            gone.make_removal();
            cookies::set(request, gone);
        }
    }

    /// Whether the session was ended, rather than having run out.
    ///
    /// # Errors
    /// `Unavailable`, if that cannot be known.
    pub async fn is_ended(&self, which: Which<'_>) -> Result<bool> {
        self.ended.contains(which).await
    }

    fn hand_out(&self, request: &HttpRequest, session: &Session) {
        let sealed = self.ring.seal(Purpose::Session, self.cookie_name(), &session.to_bytes());
        let mut cookie = self.dressed(self.cookie_name(), sealed);
        cookie.set_max_age(self.left_of(session));
        cookies::set(request, cookie);
        self.tell_ends(request, session);
    }

    /// For `static/session.js`, in all tabs alike and without a question: asking would be a visit. Proves nothing.
    fn tell_ends(&self, request: &HttpRequest, session: &Session) {
        let mut ends = self.dressed(ENDS, ends_of(session));
        ends.set_http_only(false);
        ends.set_max_age(self.left_of(session));
        cookies::set(request, ends);
    }

    fn left_of(&self, session: &Session) -> CookieDuration {
        CookieDuration::seconds((session.end - self.clock.now()).whole_seconds())
    }

    fn dressed(&self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build(name, value).path("/").secure(self.https).http_only(true).same_site(SameSite::Lax).finish()
    }
}

fn ends_of(session: &Session) -> String {
    format!("{}.{}", session.idle_end.unix_timestamp(), session.end.unix_timestamp())
}

/// Until the last ticket that was made in it is over, too.
fn remembered_until(session: &Session) -> OffsetDateTime {
    session.end + ticket::LIFETIME
}
