//! The table `audit_events`.

use sqlx::PgExecutor;
use time::OffsetDateTime;

use super::Event;

pub async fn insert(
    executor: impl PgExecutor<'_>,
    at: OffsetDateTime,
    event: &Event,
    actor: Option<&str>,
    request_id: &str,
) -> sqlx::Result<()> {
    // PostgreSQL knows no NUL in text, and a code may come from outside.
    let detail = event.detail().to_string().replace("\\u0000", "\\ufffd");
    sqlx::query!(
        "INSERT INTO audit_events (at, kind, actor, request_id, detail)
         VALUES ($1, $2, $3, $4, $5::text::jsonb)",
        at,
        event.kind(),
        actor,
        request_id,
        detail,
    )
    .execute(executor)
    .await
    .map(|_| ())
}
