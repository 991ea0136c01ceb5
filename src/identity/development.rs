//! Being somebody without signing in, on a developer's own machine. Settings refuse to start either
//! mode anywhere else.

use actix_web::HttpRequest;

use crate::{
    Error, Result,
    identity::principal::{Email, Principal, Source, UserKey},
};

/// DEV_MODE: everyone is this person.
const DEVELOPER: &str = "dev.user@example.com";

/// Of the person of DEV_MODE.
pub const DEVELOPMENT_REALM: &str = "development";

/// The header that TEST_MODE believes.
const TEST_USER: &str = "x-test-user";

/// Of people in TEST_MODE.
pub const TEST_REALM: &str = "test";

pub fn developer() -> Principal {
    Principal {
        user: UserKey::new(DEVELOPMENT_REALM, DEVELOPER),
        email: Email::parse(DEVELOPER),
        name: "Dev User".to_owned(),
        app_roles: Vec::new(),
        source: Source::DevMode,
    }
}

/// TEST_MODE: whoever the header names; nobody without it, refused if it names no address.
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
