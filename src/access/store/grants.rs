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

/// What is granted to these names, and to the groups that they and `claims` are in.
pub async fn sums(executor: impl PgExecutor<'_>, names: &[String], claims: &[String]) -> sqlx::Result<Vec<Sum>> {
    sqlx::query_as!(
        Sum,
        r#"
        WITH mine AS (
            SELECT unnest($1::text[]) AS subject
            UNION
            SELECT subject FROM groups_of($1 || $2) AS subject
        )
        SELECT g.subject, max(g.level) AS "level!", min(g.ends_at) AS ends_at
          FROM mine
          JOIN grants g ON g.subject = mine.subject
         WHERE g.ends_at IS NULL OR g.ends_at > now()
         GROUP BY g.subject
        "#,
        names,
        claims
    )
    .fetch_all(executor)
    .await
}

/// Transfers everything that was granted to an address to the person: grants, memberships, and ownership of groups.
/// Where both have a grant, the higher one that has not ended stays.
pub async fn pin_address(executor: impl PgExecutor<'_>, address: &str, person: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH taken AS (
            DELETE FROM grants WHERE subject = $1 RETURNING *
        ), granted AS (
            INSERT INTO grants AS known (node_id, subject, level, ends_at, granted_at, granted_by, reason)
            SELECT node_id, $2, level, ends_at, granted_at, granted_by, reason FROM taken
                ON CONFLICT (node_id, subject) DO UPDATE
               SET level = excluded.level, ends_at = excluded.ends_at, granted_at = excluded.granted_at,
                   granted_by = excluded.granted_by, reason = excluded.reason
             WHERE known.ends_at <= now()
                OR known.level < excluded.level AND (excluded.ends_at IS NULL OR excluded.ends_at > now())
        ), left_groups AS (
            DELETE FROM group_members WHERE member = $1 RETURNING *
        ), joined_groups AS (
            INSERT INTO group_members (group_id, member, added_at, added_by)
            SELECT group_id, $2, added_at, added_by FROM left_groups
                ON CONFLICT DO NOTHING
        ), left_to_others AS (
            DELETE FROM group_owners WHERE owner = $1 RETURNING *
        )
        INSERT INTO group_owners (group_id, owner, added_at, added_by)
        SELECT group_id, $2, added_at, added_by FROM left_to_others
            ON CONFLICT DO NOTHING
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
