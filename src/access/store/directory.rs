//! The tables `directory_people` and `directory_roles`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

/// What is known of a person besides their row in `user_roles`.
pub struct Told {
    /// What the directory says of them.
    pub claims: Vec<String>,
    /// The highest role that comes with any of that.
    pub role: Option<String>,
    /// Something was given to their address, and waits for them.
    pub waits: bool,
    /// They were locked out, or the directory has disabled them: nothing counts for them.
    pub is_locked_out: bool,
}

/// `address` as a grant has it.
pub async fn told_of(
    executor: impl PgExecutor<'_>,
    user_key: Option<&str>,
    address: Option<&str>,
    claims: Option<&[String]>,
) -> sqlx::Result<Told> {
    sqlx::query_as!(
        Told,
        r#"
        SELECT claims AS "claims!",
               (SELECT role FROM directory_roles r WHERE r.claim = ANY (claims)
                 ORDER BY array_position('{admin,editor,reader}', role) LIMIT 1) AS role,
               EXISTS (SELECT FROM grants WHERE subject = $2)
                   OR EXISTS (SELECT FROM group_members WHERE member = $2)
                   OR EXISTS (SELECT FROM group_owners WHERE owner = $2) AS "waits!",
               is_locked_out($1) AS "is_locked_out!"
          FROM (SELECT coalesce($3, (SELECT claims FROM directory_people WHERE user_key = $1), '{}') AS claims) told
        "#,
        user_key,
        address,
        claims
    )
    .fetch_one(executor)
    .await
}

/// Stores a person's claims, replacing the earlier ones; returns whether they changed.
pub async fn hear(
    connection: &mut PgConnection,
    user_key: &str,
    claims: &[String],
    is_complete: bool,
    source: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        WITH before AS (SELECT claims FROM directory_people WHERE user_key = $1)
        INSERT INTO directory_people AS known (user_key, told, is_complete, source, read_at)
        VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (user_key) DO UPDATE
           SET told = excluded.told, is_complete = excluded.is_complete, source = excluded.source,
               read_at = excluded.read_at
        RETURNING coalesce((SELECT claims FROM before), '{}') <> claims AS "is_new!"
        "#,
        user_key,
        claims,
        is_complete,
        source,
        at
    )
    .fetch_one(connection)
    .await
}

/// Keeps which groups the directory says a person is in; their app roles stay. Says whether they are others.
pub async fn hear_groups(
    connection: &mut PgConnection,
    user_key: &str,
    groups: &[String],
    source: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        WITH before AS (
            SELECT claims, ARRAY(SELECT claim FROM unnest(told) AS claim WHERE claim NOT LIKE 'directory-group:%') AS kept
              FROM directory_people WHERE user_key = $1
        )
        INSERT INTO directory_people AS known (user_key, told, is_complete, source, read_at)
        VALUES ($1, coalesce((SELECT kept FROM before), '{}') || $2, true, $3, $4)
            ON CONFLICT (user_key) DO UPDATE
           SET told = excluded.told, is_complete = true, source = excluded.source, read_at = excluded.read_at
        RETURNING coalesce((SELECT claims FROM before), '{}') <> claims AS "is_new!"
        "#,
        user_key,
        groups,
        source,
        at
    )
    .fetch_one(connection)
    .await
}

/// Takes up to `most` people who were here since `seen_since` and whose groups were not asked for since `before`. Two
/// copies never take the same.
pub async fn take_due(
    executor: impl PgExecutor<'_>,
    before: OffsetDateTime,
    seen_since: OffsetDateTime,
    now: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "
        UPDATE directory_people SET asked_at = $3
         WHERE user_key IN (
                   SELECT user_key FROM directory_people d
                    WHERE read_at < $1 AND (asked_at IS NULL OR asked_at < $1)
                      AND EXISTS (SELECT FROM sessions s WHERE s.user_key = d.user_key AND s.seen_at > $2)
                    ORDER BY read_at LIMIT $4 FOR UPDATE SKIP LOCKED
               )
        RETURNING user_key
        ",
        before,
        seen_since,
        now,
        most
    )
    .fetch_all(executor)
    .await
}

/// Somebody else may take these on again: the directory did not answer.
pub async fn give_back(executor: impl PgExecutor<'_>, user_keys: &[String]) -> sqlx::Result<()> {
    sqlx::query!("UPDATE directory_people SET asked_at = NULL WHERE user_key = ANY ($1)", user_keys)
        .execute(executor)
        .await
        .map(|_| ())
}

/// How much is known of a person, and since when.
pub struct HeadingRow {
    pub claims: i32,
    pub is_complete: bool,
    pub read_at: OffsetDateTime,
}

pub async fn heading(executor: impl PgExecutor<'_>, user_key: &str) -> sqlx::Result<Option<HeadingRow>> {
    sqlx::query_as!(
        HeadingRow,
        r#"
        SELECT (SELECT count(DISTINCT claim) FROM unnest(claims) AS claim)::integer AS "claims!", is_complete, read_at
          FROM directory_people WHERE user_key = $1
        "#,
        user_key
    )
    .fetch_optional(executor)
    .await
}

pub struct DirectoryRoleRow {
    pub claim: String,
    pub role: String,
    pub added_at: OffsetDateTime,
    pub added_by: String,
}

pub async fn directory_roles(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<DirectoryRoleRow>> {
    sqlx::query_as!(
        DirectoryRoleRow,
        r#"
        SELECT claim, role, added_at, coalesce(nullif(b.name, ''), b.email, added_by) AS "added_by!"
          FROM directory_roles
          LEFT JOIN people b ON b.user_key = added_by
         ORDER BY claim
        "#
    )
    .fetch_all(executor)
    .await
}

/// Says whether it was another one before, or none.
pub async fn set_directory_role(
    connection: &mut PgConnection,
    claim: &str,
    role: &str,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        INSERT INTO directory_roles AS known (claim, role, added_at, added_by)
        VALUES ($1, $2, $3, $4)
            ON CONFLICT (claim) DO UPDATE
           SET role = excluded.role, added_at = excluded.added_at, added_by = excluded.added_by
         WHERE known.role <> excluded.role
        ",
        claim,
        role,
        at,
        by
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Says whether there was one.
pub async fn remove_directory_role(connection: &mut PgConnection, claim: &str) -> sqlx::Result<bool> {
    sqlx::query!("DELETE FROM directory_roles WHERE claim = $1", claim)
        .execute(connection)
        .await
        .map(|done| done.rows_affected() > 0)
}
