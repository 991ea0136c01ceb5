//! The table `ended_sessions`.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// A session that must not be believed until it would have ended by itself.
pub struct EndedRow {
    pub session_id: Uuid,
    pub expires_at: OffsetDateTime,
}

pub async fn insert(
    executor: impl PgExecutor<'_>,
    session_id: Uuid,
    ended_at: OffsetDateTime,
    expires_at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO ended_sessions (session_id, ended_at, expires_at)
         VALUES ($1, $2, $3)
         ON CONFLICT (session_id) DO NOTHING",
        session_id,
        ended_at,
        expires_at,
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// All that still matter at `now`.
pub async fn running(executor: impl PgExecutor<'_>, now: OffsetDateTime) -> sqlx::Result<Vec<EndedRow>> {
    sqlx::query_as!(EndedRow, "SELECT session_id, expires_at FROM ended_sessions WHERE expires_at > $1", now)
        .fetch_all(executor)
        .await
}

pub async fn contains(executor: impl PgExecutor<'_>, session_id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM ended_sessions WHERE session_id = $1) AS "ended!""#, session_id)
        .fetch_one(executor)
        .await
}

/// Forgets what has ended by itself long ago.
pub async fn sweep(executor: impl PgExecutor<'_>, before: OffsetDateTime) -> sqlx::Result<u64> {
    sqlx::query!("DELETE FROM ended_sessions WHERE expires_at < $1", before)
        .execute(executor)
        .await
        .map(|done| done.rows_affected())
}
