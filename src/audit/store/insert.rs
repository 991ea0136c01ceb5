//! Adding a row.

use sqlx::PgExecutor;
use time::OffsetDateTime;

use crate::audit::{Actor, Event};

pub async fn insert(
    executor: impl PgExecutor<'_>,
    at: OffsetDateTime,
    actor: &Actor,
    event: &Event,
) -> sqlx::Result<()> {
    let mut detail = event.detail();
    if let Some(person) = &actor.viewing_as {
        detail["viewing_as"] = person.as_str().into();
    }
    // PostgreSQL knows no NUL in text, and a code may come from outside.
    let detail = detail.to_string().replace("\\u0000", "\\ufffd");
    sqlx::query!(
        "INSERT INTO audit_events (at, kind, actor, via, request_id, address, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb)",
        at,
        event.kind(),
        actor.person,
        actor.via.as_str(),
        actor.request,
        actor.address.map(|address| address.to_string()),
        detail,
    )
    .execute(executor)
    .await
    .map(|_| ())
}
