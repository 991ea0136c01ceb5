//! Removing rows whose retention is over.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

/// The kinds that there are rows of, each found by one look into the index.
pub async fn kinds(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        WITH RECURSIVE kinds AS (
            (SELECT kind FROM audit_events ORDER BY kind LIMIT 1)
            UNION ALL
            SELECT (SELECT e.kind FROM audit_events e WHERE e.kind > k.kind ORDER BY e.kind LIMIT 1)
              FROM kinds k WHERE k.kind IS NOT NULL
        )
        SELECT kind AS "kind!" FROM kinds WHERE kind IS NOT NULL
        "#
    )
    .fetch_all(executor)
    .await
}

/// Removes the oldest rows of a kind; returns how many. None while another copy of the program does the same.
pub async fn remove(connection: &mut PgConnection, kind: &str, before: OffsetDateTime, most: i32) -> sqlx::Result<u64> {
    // A number that no other lock of this program has: "record" in ASCII.
    let alone = sqlx::query_scalar!(r#"SELECT pg_try_advisory_xact_lock(125762789339748) AS "alone!""#)
        .fetch_one(&mut *connection)
        .await?;
    if !alone {
        return Ok(0);
    }
    let removed = sqlx::query_scalar!(r#"SELECT audit_events_remove($1, $2, $3) AS "removed!""#, kind, before, most)
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(removed).unwrap_or_default())
}
