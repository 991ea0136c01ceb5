//! Identities without a sign-in, on a developer's own machine. Settings refuse to start either mode anywhere else.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite},
};
use time::{Duration, OffsetDateTime};

use crate::{
    Error, Result,
    identity::{
        persona::Persona,
        principal::{Email, Principal, Source, UserKey},
        session::ENDS,
    },
    transport::cookies,
};

/// Of the people of DEV_MODE.
pub const DEVELOPMENT_REALM: &str = "development";

/// The header that TEST_MODE trusts.
const TEST_USER: &str = "x-test-user";

/// Of people in TEST_MODE.
pub const TEST_REALM: &str = "test";

/// The persona that this browser uses. Not sealed: everybody who reaches DEV_MODE may be anybody.
const PERSONA: &str = "latchkey-dev";

/// When this browser's session ends, and when its pages expect it to end, in Unix seconds.
const SESSION: &str = "latchkey-dev-session";

/// How long a session lasts that does not end before.
const LIFETIME: Duration = Duration::hours(8);

/// How a session of DEV_MODE ends while a page is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At its time, which the page knows.
    Expired,
    /// Ended by somebody, without the page knowing.
    Revoked,
}

/// DEV_MODE: the persona that this browser has chosen; an administrator if it has not chosen. Nobody while its
/// session has ended.
pub fn developer(request: &HttpRequest, now: OffsetDateTime) -> Option<Principal> {
    let chosen = cookies::values(request, PERSONA).next().and_then(Persona::parse).unwrap_or_default();
    let session = session(request);
    let is_over = session.is_some_and(|(over, _)| now >= over);
    (!is_over)
        .then(|| Principal { source: Source::DevMode { until: session.map(|(_, until)| until) }, ..chosen.principal() })
}

/// Switches this browser to another persona, with a session that does not end.
pub fn be(request: &HttpRequest, persona: Persona) {
    cookies::set(request, cookie(PERSONA, persona.as_str().to_owned()));
    for name in [SESSION, ENDS] {
        let mut gone = cookie(name, String::new());
        gone.make_removal();
        cookies::set(request, gone);
    }
}

/// Lets the session of this browser end at `at`.
pub fn end_session(request: &HttpRequest, end: End, at: OffsetDateTime) {
    let until = match end {
        End::Expired => at,
        End::Revoked => at + LIFETIME,
    };
    set_session(request, at, until);
}

/// The sign-in of DEV_MODE, where there is no provider: a session that has ended starts again.
pub fn sign_in(request: &HttpRequest, now: OffsetDateTime) {
    if session(request).is_some() {
        set_session(request, now + LIFETIME, now + LIFETIME);
    }
}

fn session(request: &HttpRequest) -> Option<(OffsetDateTime, OffsetDateTime)> {
    let (over, until) = cookies::values(request, SESSION).next()?.split_once('.')?;
    let moment = |text: &str| OffsetDateTime::from_unix_timestamp(text.parse().ok()?).ok();
    Some((moment(over)?, moment(until)?))
}

fn set_session(request: &HttpRequest, over: OffsetDateTime, until: OffsetDateTime) {
    let (over, until) = (over.unix_timestamp(), until.unix_timestamp());
    cookies::set(request, cookie(SESSION, format!("{over}.{until}")));
    let mut ends = cookie(ENDS, format!("{until}.{until}"));
    ends.set_http_only(false); // for `static/session.js`, as that of a real session
    cookies::set(request, ends);
}

/// Until the browser is closed.
fn cookie(name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax).finish()
}

/// TEST_MODE: the person that the header names; nobody without it, refused if it is not an address.
pub fn test_user(request: &HttpRequest) -> Result<Option<Principal>> {
    let Some(value) = request.headers().get(TEST_USER) else { return Ok(None) };
    let email = value
        .to_str()
        .ok()
        .and_then(Email::parse)
        .ok_or_else(|| Error::sign_in("X-Test-User names no e-mail address"))?;
    Ok(Some(Principal {
        user: UserKey::new(TEST_REALM, email.as_str()),
        name: email.to_string(),
        email: Some(email),
        app_roles: Vec::new(),
        source: Source::TestMode,
    }))
}
