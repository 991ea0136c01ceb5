//! `GET /api/v1/me`: the same facts for programs, and for people who wonder why they cannot see something.

use actix_web::{HttpResponse, http::header};
use serde::Serialize;
use serde_json::Value;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, SchemaType, Type},
};

use crate::{
    access::{
        ladder::{Employee, Person},
        role::Role,
    },
    identity::principal::{Email, Principal, Source, UserKey},
    transport::openapi::{Answer, Operation, Topic},
};

// Times as in RFC 3339, in UTC, to the second.
#[derive(Debug, Serialize, ToSchema)]
struct Me<'a> {
    name: &'a str,
    #[schema(required = true)]
    email: Option<&'a str>,
    #[schema(inline)]
    user: &'a UserKey,
    /// null: signed in, but nobody has given a role.
    #[schema(schema_with = role_schema, required = true)]
    role: Option<&'static str>,
    #[schema(inline)]
    role_source: RoleSource,
    #[serde(with = "rfc3339")]
    role_read_at: OffsetDateTime,
    /// A change of the role counts from then on at the latest.
    #[serde(with = "rfc3339")]
    role_read_again_at: OffsetDateTime,
    #[schema(inline)]
    signed_in_by: SignedInBy,
    /// When the session ends if nobody comes back before; null: there is none.
    #[serde(with = "rfc3339::option")]
    #[schema(required = true)]
    session_until: Option<OffsetDateTime>,
    /// As the sign-in told them.
    app_roles: &'a [String],
}

// Where the role comes from: the table of that name, or the setting that gives it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RoleSource {
    UserRoles,
    DevMode,
    AuthRequiredFalse,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SignedInBy {
    Session,
    DevMode,
    TestMode,
    Guest,
}

fn role_schema() -> Object {
    let roles = Role::ALL.map(|role| Value::from(role.as_str()));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(roles.into_iter().chain([Value::Null])))
        .description(Some("null: signed in, but nobody has given a role."))
        .build()
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
            session_until: principal.source.session_until().map(OffsetDateTime::truncate_to_second),
            app_roles: &principal.app_roles,
        }
    }
}

fn role_source(principal: &Principal) -> RoleSource {
    match principal.source {
        Source::Guest => RoleSource::AuthRequiredFalse,
        Source::DevMode { .. } => RoleSource::DevMode,
        Source::Session { .. } | Source::TestMode | Source::Absent | Source::AskedAbout { .. } => RoleSource::UserRoles,
    }
}

fn signed_in_by(source: &Source) -> SignedInBy {
    match source {
        Source::Session { .. } | Source::Absent | Source::AskedAbout { .. } => SignedInBy::Session,
        Source::DevMode { .. } => SignedInBy::DevMode,
        Source::TestMode => SignedInBy::TestMode,
        Source::Guest => SignedInBy::Guest,
    }
}

/// `GET /api/v1/me`
pub async fn me(employee: Employee) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(Me::from(employee.person()))
}

pub fn me_operation() -> Operation {
    Operation::new(Topic::People, "me", "Who one is here").answers(Answer::json::<Me>(200, "The person who asks."))
}
