//! What one person holds, and taking it away.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

/// What is a person's by name.
pub struct HoldingsRow {
    pub role: Option<String>,
    pub grants: i64,
    pub groups: i64,
    pub owned_groups: i64,
    pub locked_at: Option<OffsetDateTime>,
    pub disabled_at: Option<OffsetDateTime>,
}

pub async fn holdings(executor: impl PgExecutor<'_>, user_key: &str) -> sqlx::Result<HoldingsRow> {
    sqlx::query_as!(
        HoldingsRow,
        r#"
        SELECT (SELECT role FROM user_roles WHERE tenant_id || '|' || object_id = $1
                 ORDER BY array_position('{admin,editor,reader}', role) LIMIT 1) AS role,
               (SELECT count(*) FROM grants WHERE subject = 'person:' || $1) AS "grants!",
               (SELECT count(*) FROM group_members WHERE member = 'person:' || $1) AS "groups!",
               (SELECT count(*) FROM group_owners WHERE owner = 'person:' || $1) AS "owned_groups!",
               (SELECT locked_at FROM people WHERE user_key = $1) AS locked_at,
               (SELECT max(changed_at) FROM scim_users WHERE user_key = $1 AND NOT is_active) AS disabled_at
        "#,
        user_key
    )
    .fetch_one(executor)
    .await
}

/// Keeps a person from signing in. `name` and `email`, where there is no row yet.
pub async fn lock_out(
    connection: &mut PgConnection,
    user_key: &str,
    name: &str,
    email: Option<&str>,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO people AS known (user_key, name, email, seen_at, locked_at, locked_by)
        VALUES ($1, $2, $3, $4, $4, $5)
            ON CONFLICT (user_key) DO UPDATE
           SET locked_at = coalesce(known.locked_at, excluded.locked_at),
               locked_by = coalesce(known.locked_by, excluded.locked_by)
        ",
        user_key,
        name,
        email,
        at,
        by
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Says whether they were locked out.
pub async fn let_in(connection: &mut PgConnection, user_key: &str) -> sqlx::Result<bool> {
    sqlx::query!(
        "UPDATE people SET locked_at = NULL, locked_by = NULL WHERE user_key = $1 AND locked_at IS NOT NULL",
        user_key
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Whether the directory has disabled or deleted somebody.
pub async fn is_disabled(connection: &mut PgConnection, user_key: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM scim_users WHERE user_key = $1 AND NOT is_active) AS "is!""#,
        user_key
    )
    .fetch_one(connection)
    .await
}

/// Whether somebody may not sign in: they were locked out here, or the directory has disabled them.
pub async fn is_locked_out(connection: &mut PgConnection, user_key: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT is_locked_out($1) AS "is!""#, user_key).fetch_one(connection).await
}

/// Makes somebody else a co-owner of everything that a person owns: folders, documents, groups.
pub async fn hand_over(
    connection: &mut PgConnection,
    user_key: &str,
    heir: &str,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH owned AS (
            INSERT INTO group_owners (group_id, owner, added_at, added_by)
            SELECT group_id, $2, $4, $3 FROM group_owners WHERE owner = 'person:' || $1
                ON CONFLICT DO NOTHING
        )
        INSERT INTO grants (node_id, subject, level, ends_at, granted_at, granted_by, reason)
        SELECT node_id, $2, level, ends_at, $4, $3, reason FROM grants
         WHERE subject = 'person:' || $1 AND level = 3 AND (ends_at IS NULL OR ends_at > now())
            ON CONFLICT (node_id, subject) DO UPDATE
           SET level = 3, ends_at = excluded.ends_at, granted_at = excluded.granted_at, granted_by = excluded.granted_by
         WHERE grants.level < 3 OR grants.ends_at IS NOT NULL
        ",
        user_key,
        heir,
        by,
        at
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Takes everything that is a person's by name.
pub async fn take_all(connection: &mut PgConnection, user_key: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH roles AS (
            DELETE FROM user_roles WHERE tenant_id || '|' || object_id = $1
        ), told AS (
            DELETE FROM directory_people WHERE user_key = $1
        ), members AS (
            DELETE FROM group_members WHERE member = 'person:' || $1
        ), owners AS (
            DELETE FROM group_owners WHERE owner = 'person:' || $1
        )
        DELETE FROM grants WHERE subject = 'person:' || $1
        ",
        user_key
    )
    .execute(connection)
    .await
    .map(|_| ())
}
