//! The tables `ended_sessions` and `signed_out_everywhere`.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// A session that must not be accepted until its regular end.
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

/// A person whose sessions were all ended.
pub struct EverywhereRow {
    pub user_key: String,
    pub begun_before: OffsetDateTime,
    pub kept: Option<Uuid>,
}

/// Everybody whose sessions were all ended, while it matters.
pub async fn everywhere(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<EverywhereRow>> {
    sqlx::query_as!(EverywhereRow, "SELECT user_key, begun_before, kept FROM signed_out_everywhere")
        .fetch_all(executor)
        .await
}

/// Whether the session was ended: on its own, or with all of its person's.
pub async fn contains(
    executor: impl PgExecutor<'_>,
    session_id: Uuid,
    user_key: &str,
    begun_at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        SELECT EXISTS (SELECT FROM ended_sessions WHERE session_id = $1)
            OR EXISTS (
                   SELECT FROM signed_out_everywhere
                    WHERE user_key = $2 AND begun_before > $3 AND kept IS DISTINCT FROM $1
               ) AS "ended!"
        "#,
        session_id,
        user_key,
        begun_at,
    )
    .fetch_one(executor)
    .await
}

/// Deletes what is past its regular end: sessions from `before`, and people all of whose sessions began before
/// `longest_ago`.
pub async fn sweep(
    executor: impl PgExecutor<'_>,
    before: OffsetDateTime,
    longest_ago: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH everywhere AS (DELETE FROM signed_out_everywhere WHERE begun_before < $2)
        DELETE FROM ended_sessions WHERE expires_at < $1
        ",
        before,
        longest_ago,
    )
    .execute(executor)
    .await
    .map(|_| ())
}
