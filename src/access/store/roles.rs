//! The table `user_roles`.

use sqlx::PgExecutor;
use time::OffsetDateTime;

/// What a principal's own look-up finds.
pub struct RoleRow {
    pub role: String,
    pub tenant_id: Option<String>,
    pub object_id: Option<String>,
}

/// A row as the list of people shows it.
pub struct AssignmentRow {
    pub email: String,
    pub role: String,
    pub tenant_id: Option<String>,
    pub object_id: Option<String>,
    pub pinned_at: Option<OffsetDateTime>,
    pub updated_at: OffsetDateTime,
}

/// Reads the row and leaves it as it is.
pub async fn find(executor: impl PgExecutor<'_>, email: &str) -> sqlx::Result<Option<RoleRow>> {
    sqlx::query_as!(
        RoleRow,
        "SELECT role, tenant_id, object_id
           FROM user_roles
          WHERE email = $1",
        email
    )
    .fetch_optional(executor)
    .await
}

/// Reads the row and, if it is pinned to nobody, pins it to this person; in one round trip.
///
/// A row that is returned without a pin was pinned by somebody else at the same time: the update waited for that and
/// skipped the row, but the select still sees the earlier state. Loading again shows whose it is.
pub async fn find_and_pin(
    executor: impl PgExecutor<'_>,
    email: &str,
    tenant_id: &str,
    object_id: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<RoleRow>> {
    sqlx::query_as!(
        RoleRow,
        r#"WITH pinned AS (
               UPDATE user_roles
                  SET tenant_id = $2, object_id = $3, pinned_at = $4
                WHERE email = $1 AND object_id IS NULL
            RETURNING role, tenant_id, object_id
           )
           SELECT role AS "role!", tenant_id, object_id
             FROM pinned
            UNION ALL
           SELECT role, tenant_id, object_id
             FROM user_roles
            WHERE email = $1 AND NOT EXISTS (SELECT 1 FROM pinned)"#,
        email,
        tenant_id,
        object_id,
        now
    )
    .fetch_optional(executor)
    .await
}

/// Makes or changes the row; with `unpin` the next to sign in with the address takes it.
pub async fn set(executor: impl PgExecutor<'_>, email: &str, role: &str, unpin: bool) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO user_roles AS known (email, role)
         VALUES ($1, $2)
         ON CONFLICT (email) DO UPDATE
            SET role      = EXCLUDED.role,
                tenant_id = CASE WHEN $3 THEN NULL ELSE known.tenant_id END,
                object_id = CASE WHEN $3 THEN NULL ELSE known.object_id END,
                pinned_at = CASE WHEN $3 THEN NULL ELSE known.pinned_at END",
        email,
        role,
        unpin
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// Says whether there was one.
pub async fn remove(executor: impl PgExecutor<'_>, email: &str) -> sqlx::Result<bool> {
    sqlx::query!("DELETE FROM user_roles WHERE email = $1", email)
        .execute(executor)
        .await
        .map(|done| done.rows_affected() > 0)
}

/// A row with what its person is called; empty where nobody has signed in with it.
pub struct NamedRow {
    pub email: String,
    pub role: String,
    pub tenant_id: Option<String>,
    pub object_id: Option<String>,
    pub pinned_at: Option<OffsetDateTime>,
    pub updated_at: OffsetDateTime,
    pub name: String,
    /// How many rows there are that have all the words.
    pub found: i64,
}

/// Rows in which each of these words is part of the address or the name, or is the role.
pub async fn named(
    executor: impl PgExecutor<'_>,
    words: &[String],
    skipped: i64,
    limit: i64,
) -> sqlx::Result<Vec<NamedRow>> {
    sqlx::query_as!(
        NamedRow,
        r#"SELECT r.email, r.role, r.tenant_id, r.object_id, r.pinned_at, r.updated_at,
                  coalesce(p.name, '') AS "name!", count(*) OVER () AS "found!"
             FROM user_roles r
             LEFT JOIN people p ON p.user_key = r.tenant_id || '|' || r.object_id
            WHERE NOT EXISTS (
                      SELECT FROM unnest($1::text[]) AS word
                       WHERE strpos(r.email, word) = 0 AND r.role <> word
                         AND strpos(search_fold(coalesce(p.name, '')), search_fold(word)) = 0
                  )
            ORDER BY r.email COLLATE "C"
            LIMIT $3 OFFSET $2"#,
        words,
        skipped,
        limit
    )
    .fetch_all(executor)
    .await
}

pub async fn count(executor: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM user_roles"#).fetch_one(executor).await
}

pub async fn list(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<AssignmentRow>> {
    sqlx::query_as!(
        AssignmentRow,
        r#"SELECT email, role, tenant_id, object_id, pinned_at, updated_at
             FROM user_roles
            ORDER BY email COLLATE "C""#
    )
    .fetch_all(executor)
    .await
}
