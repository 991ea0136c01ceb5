//! The table `grants`.

use sqlx::PgExecutor;
use time::OffsetDateTime;

/// All that is granted to one subject now.
pub struct Sum {
    pub subject: String,
    /// The highest level.
    pub level: i16,
    /// When the first of it ends.
    pub ends_at: Option<OffsetDateTime>,
}

/// Those of these subjects that something is granted to.
pub async fn sums(executor: impl PgExecutor<'_>, subjects: &[String]) -> sqlx::Result<Vec<Sum>> {
    sqlx::query_as!(
        Sum,
        r#"
        SELECT subject, max(level) AS "level!", min(ends_at) AS ends_at
          FROM grants
         WHERE subject = ANY ($1) AND (ends_at IS NULL OR ends_at > now())
         GROUP BY subject
        "#,
        subjects
    )
    .fetch_all(executor)
    .await
}

/// Makes what is granted to an address the person's own. Where both have a grant, the higher one stays of those that have
/// not ended.
pub async fn pin_grants(executor: impl PgExecutor<'_>, address: &str, person: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH taken AS (
            DELETE FROM grants WHERE subject = $1 RETURNING *
        )
        INSERT INTO grants AS known (node_id, subject, level, ends_at, granted_at, granted_by, reason)
        SELECT node_id, $2, level, ends_at, granted_at, granted_by, reason FROM taken
            ON CONFLICT (node_id, subject) DO UPDATE
           SET level = excluded.level, ends_at = excluded.ends_at, granted_at = excluded.granted_at,
               granted_by = excluded.granted_by, reason = excluded.reason
         WHERE known.ends_at <= now()
            OR known.level < excluded.level AND (excluded.ends_at IS NULL OR excluded.ends_at > now())
        ",
        address,
        person
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// What these subjects may do with all documents.
pub async fn level_at_root(executor: impl PgExecutor<'_>, subjects: &[String]) -> sqlx::Result<i16> {
    sqlx::query_scalar!(r#"SELECT level_of('00000000-0000-7000-8000-000000000001', $1) AS "level!""#, subjects)
        .fetch_one(executor)
        .await
}
