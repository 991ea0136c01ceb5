//! `/api/v1/me/sessions`: where one is signed in.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    api_schema::own_id,
    query::{Nothing, Query},
};
use crate::{
    Error, Result,
    access::{ladder::Employee, sessions::PeoplesSessions},
    error::Meaning,
    identity::session::Line,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, Operation, Parameter, Topic},
    },
};

const SESSION_ID: Parameter = Parameter::path("sessionId", "id", "Of a session.", own_id);

// Times as in RFC 3339, in UTC, to the second.
/// Where one is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionsJson {
    /// How many there are; the hundred that were seen last are listed.
    #[schema(minimum = 0)]
    count: u64,
    sessions: Vec<SessionJson>,
}

#[derive(Serialize, ToSchema)]
pub struct SessionJson {
    id: Uuid,
    /// Whether it is the one that asks.
    is_current: bool,
    /// null: not known.
    #[schema(required = true)]
    browser: Option<String>,
    /// What the browser runs on; null: not known.
    #[schema(required = true)]
    system: Option<String>,
    /// The network of the last request; null: not known.
    #[schema(required = true)]
    network: Option<String>,
    #[serde(with = "rfc3339")]
    begun_at: OffsetDateTime,
    /// Within some minutes.
    #[serde(with = "rfc3339")]
    seen_at: OffsetDateTime,
    /// When it ends if nobody comes back before.
    #[serde(with = "rfc3339")]
    until: OffsetDateTime,
}

impl SessionJson {
    fn of(line: Line, current: Option<Uuid>) -> Self {
        let known = |text: String| (!text.is_empty()).then_some(text);
        Self {
            id: line.id,
            is_current: Some(line.id) == current,
            browser: known(line.browser),
            system: known(line.system),
            network: known(line.network),
            begun_at: line.begun_at.truncate_to_second(),
            seen_at: line.seen_at.truncate_to_second(),
            until: line.until.truncate_to_second(),
        }
    }
}

/// `GET /api/v1/me/sessions`
pub async fn my_sessions(
    employee: Employee,
    _: Query<Nothing>,
    sessions: Data<PeoplesSessions>,
) -> Result<HttpResponse> {
    let own = sessions.mine(&employee);
    let (lines, current) = (own.list().await?, own.current());
    let sessions = lines.shown.into_iter().map(|line| SessionJson::of(line, current)).collect();
    let answer = SessionsJson { count: lines.count, sessions };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(answer))
}

/// `DELETE /api/v1/me/sessions/{id}`
pub async fn end_session(
    employee: Employee,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    sessions: Data<PeoplesSessions>,
) -> Result<HttpResponse> {
    let parsed = Uuid::try_parse(&id).ok().filter(|_| id.len() == 36);
    let id = parsed.ok_or_else(|| Error::not_found("no id of a session"))?;
    sessions.mine(&employee).end(id).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub fn my_sessions_operation() -> Operation {
    Operation::new(Topic::People, "mySessions", "Where one is signed in")
        .answers(Answer::json::<SessionsJson>(200, "The running sessions, the one that asks first."))
        .refuses(&[Meaning::Invalid])
}

pub fn end_session_operation() -> Operation {
    Operation::new(Topic::People, "endSession", "Sign out somewhere else")
        .about("Ends one of one's own sessions, also the one that asks. Download links made in it stop working.")
        .takes(SESSION_ID)
        .answers(Answer::empty(204, "It is over."))
        .refuses(&[Meaning::Invalid])
}
