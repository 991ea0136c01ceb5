//! `GET /api/v1/me`: the same facts for programs, and for people who wonder why they cannot see something.

use actix_web::{HttpResponse, http::header};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};

use crate::{
    access::{
        ladder::{Employee, Person},
        role::Role,
    },
    identity::principal::{Email, Principal, Source, UserKey},
};

/// The answer. Times as in RFC 3339, in UTC, to the second.
#[derive(Debug, Serialize)]
struct Me<'a> {
    name: &'a str,
    email: Option<&'a str>,
    user: &'a UserKey,
    /// `null`: signed in, but nobody has given this person a role.
    role: Option<&'static str>,
    role_source: &'static str,
    #[serde(with = "rfc3339")]
    role_read_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    role_read_again_at: OffsetDateTime,
    signed_in_by: &'static str,
    /// When the session ends if nobody comes back before; `null` where there is no session.
    #[serde(with = "rfc3339::option")]
    session_until: Option<OffsetDateTime>,
    app_roles: &'a [String],
}

impl<'a> From<&'a Person> for Me<'a> {
    fn from(Person { principal, standing, .. }: &'a Person) -> Self {
        Self {
            name: &principal.name,
            email: principal.email.as_ref().map(Email::as_str),
            user: &principal.user,
            role: standing.role.map(Role::as_str),
            role_source: role_source(principal),
            role_read_at: standing.read_at.truncate_to_second(),
            role_read_again_at: standing.read_again_at.truncate_to_second(),
            signed_in_by: signed_in_by(&principal.source),
            session_until: session_until(&principal.source).map(OffsetDateTime::truncate_to_second),
            app_roles: &principal.app_roles,
        }
    }
}

/// Where the role comes from: the table of that name, or the setting that gives it.
fn role_source(principal: &Principal) -> &'static str {
    match principal.source {
        Source::Guest => "auth_required_false",
        Source::DevMode => "dev_mode",
        Source::Session { .. } | Source::TestMode => "user_roles",
    }
}

fn signed_in_by(source: &Source) -> &'static str {
    match source {
        Source::Session { .. } => "session",
        Source::DevMode => "dev_mode",
        Source::TestMode => "test_mode",
        Source::Guest => "guest",
    }
}

/// `None` where there is no session that could end.
pub(super) fn session_until(source: &Source) -> Option<OffsetDateTime> {
    match source {
        Source::Session { until, .. } => Some(*until),
        Source::DevMode | Source::TestMode | Source::Guest => None,
    }
}

/// `GET /api/v1/me`
pub async fn me(employee: Employee) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(Me::from(employee.person()))
}
