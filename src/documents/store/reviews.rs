//! Grants whose owners are to say whether they shall stay.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// A grant that has not been confirmed for a long time.
pub struct DueRow {
    pub node: Uuid,
    pub path: String,
    pub is_folder: bool,
    pub subject: String,
    /// The subject's name, for people who have signed in and for groups.
    pub person: String,
    pub level: i16,
    pub ends_at: Option<OffsetDateTime>,
    pub granted_at: OffsetDateTime,
    pub granted_by: String,
    pub giver: String,
    pub reason: String,
    pub confirmed_at: Option<OffsetDateTime>,
}

/// The grants that these subjects are asked about, by path: on items that they own by name; by a role, on items that
/// nobody owns by name. Ownership by the role admin is not asked about, nor are links, which always end.
pub async fn due_grants(
    executor: impl PgExecutor<'_>,
    subjects: &[String],
    before: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<DueRow>> {
    sqlx::query_as!(
        DueRow,
        r#"
        SELECT n.id AS node, place.path AS "path!", n.kind = 'folder' AS "is_folder!", g.subject, g.level, g.ends_at,
               g.granted_at, g.granted_by, g.reason, g.confirmed_at,
               coalesce(nullif(p.name, ''), p.email, o.name, '') AS "person!",
               coalesce(nullif(b.name, ''), b.email, '') AS "giver!"
          FROM grants g
          JOIN nodes n ON n.id = g.node_id AND is_live(n)
         CROSS JOIN LATERAL (SELECT path_of(n.id) AS path OFFSET 0) place
          LEFT JOIN people p ON g.subject LIKE 'person:%' AND p.user_key = substr(g.subject, 8)
          LEFT JOIN groups o ON g.subject = 'group:' || o.id::text
          LEFT JOIN people b ON b.user_key = g.granted_by
         WHERE coalesce(g.confirmed_at, g.granted_at) < $2 AND (g.ends_at IS NULL OR g.ends_at > now())
           AND g.subject <> 'role:admin' AND g.subject NOT LIKE 'link:%' AND place.path IS NOT NULL AND level_of(n.id, $1) = 3
           AND named_owner(n.id, $1) <> 1
         ORDER BY place.path, g.subject
         LIMIT $3
        "#,
        subjects,
        before,
        most
    )
    .fetch_all(executor)
    .await
}

/// Keeps that a grant shall stay; says whether it was there.
pub async fn confirm_grant(
    connection: &mut PgConnection,
    node: Uuid,
    subject: &str,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        UPDATE grants SET confirmed_at = $4, confirmed_by = $3, overdue_at = NULL
         WHERE node_id = $1 AND subject = $2 AND (ends_at IS NULL OR ends_at > now())
        ",
        node,
        subject,
        by,
        at
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// A grant that was not confirmed in time.
pub struct OverdueRow {
    pub node: Uuid,
    pub path: String,
    pub subject: String,
}

/// Takes up to `most` grants that were last confirmed before a moment and are not recorded as overdue yet. Two
/// running copies of the program never take the same.
pub async fn take_overdue(
    connection: &mut PgConnection,
    before: OffsetDateTime,
    at: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<OverdueRow>> {
    sqlx::query_as!(
        OverdueRow,
        r#"
        UPDATE grants SET overdue_at = $2
         WHERE (node_id, subject) IN (
                   SELECT node_id, subject FROM grants
                    WHERE coalesce(confirmed_at, granted_at) < $1 AND overdue_at IS NULL AND subject <> 'role:admin'
                      AND subject NOT LIKE 'link:%'
                      AND (ends_at IS NULL OR ends_at > now())
                    ORDER BY coalesce(confirmed_at, granted_at) LIMIT $3 FOR UPDATE SKIP LOCKED
               )
        RETURNING node_id AS node, coalesce(path_of(node_id), '') AS "path!", subject
        "#,
        before,
        at,
        most
    )
    .fetch_all(connection)
    .await
}
