//! The table `scim_users`, and the copy of it in `directory_people`.

use sqlx::{PgConnection, PgExecutor, error::DatabaseError};
use time::OffsetDateTime;
use uuid::Uuid;

pub struct ScimUserRow {
    pub id: Uuid,
    pub user_key: String,
    pub is_active: bool,
    /// A JSON object.
    pub resource: String,
    pub made_at: OffsetDateTime,
    pub changed_at: OffsetDateTime,
}

/// A filter; a field that is `None` does not filter.
#[derive(Debug, Default)]
pub struct WhichUsers<'a> {
    pub id: Option<Uuid>,
    pub user_name_key: Option<&'a str>,
    pub user_key: Option<&'a str>,
}

/// Those that are meant, in the order in which they came; `offset` and `most` of them.
pub async fn scim_users(
    executor: impl PgExecutor<'_>,
    which: &WhichUsers<'_>,
    offset: i64,
    most: i64,
) -> sqlx::Result<Vec<ScimUserRow>> {
    sqlx::query_as!(
        ScimUserRow,
        r#"
        SELECT id, user_key, is_active, resource::text AS "resource!", made_at, changed_at
          FROM scim_users
         WHERE deleted_at IS NULL
           AND ($1::uuid IS NULL OR id = $1)
           AND ($2::text IS NULL OR user_name_key = $2)
           AND ($3::text IS NULL OR user_key = $3)
         ORDER BY made_at, id
        OFFSET $4 LIMIT $5
        "#,
        which.id,
        which.user_name_key,
        which.user_key,
        offset,
        most
    )
    .fetch_all(executor)
    .await
}

/// Holds one until the transaction ends.
pub async fn lock_scim_user(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<ScimUserRow>> {
    sqlx::query_as!(
        ScimUserRow,
        r#"
        SELECT id, user_key, is_active, resource::text AS "resource!", made_at, changed_at
          FROM scim_users WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE
        "#,
        id
    )
    .fetch_optional(connection)
    .await
}

/// How many there are, and how many of them are disabled.
pub struct ScimCounts {
    pub users: i64,
    pub disabled: i64,
    pub groups: i64,
}

pub async fn scim_counts(executor: impl PgExecutor<'_>) -> sqlx::Result<ScimCounts> {
    sqlx::query_as!(
        ScimCounts,
        r#"
        SELECT count(*) AS "users!", count(*) FILTER (WHERE NOT is_active) AS "disabled!",
               (SELECT count(*) FROM scim_groups) AS "groups!"
          FROM scim_users WHERE deleted_at IS NULL
        "#
    )
    .fetch_one(executor)
    .await
}

/// The values of a row.
pub struct NewScimUser<'a> {
    pub id: Uuid,
    pub user_key: &'a str,
    pub user_name: &'a str,
    pub user_name_key: &'a str,
    pub is_active: bool,
    pub resource: &'a str,
}

/// Removes what is left of a deleted person, before they are added again.
async fn forget_deleted(connection: &mut PgConnection, user_key: &str) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM scim_users WHERE user_key = $1 AND deleted_at IS NOT NULL", user_key)
        .execute(connection)
        .await
        .map(|_| ())
}

/// Says whether name and person were still free.
pub async fn add_scim_user(
    connection: &mut PgConnection,
    user: &NewScimUser<'_>,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    forget_deleted(&mut *connection, user.user_key).await?;
    sqlx::query!(
        "
        INSERT INTO scim_users (id, user_key, user_name, user_name_key, is_active, resource, made_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $7)
            ON CONFLICT DO NOTHING
        ",
        user.id,
        user.user_key,
        user.user_name,
        user.user_name_key,
        user.is_active,
        user.resource,
        at
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Says whether name and person were still free. What says the same as before changes nothing.
pub async fn set_scim_user(
    connection: &mut PgConnection,
    user: &NewScimUser<'_>,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    forget_deleted(&mut *connection, user.user_key).await?;
    let changed = sqlx::query!(
        "
        UPDATE scim_users
           SET user_key = $2, user_name = $3, user_name_key = $4, is_active = $5, resource = $6::text::jsonb, changed_at = $7
         WHERE id = $1 AND (user_key, user_name, is_active, resource) IS DISTINCT FROM ($2, $3, $5, $6::text::jsonb)
        ",
        user.id,
        user.user_key,
        user.user_name,
        user.user_name_key,
        user.is_active,
        user.resource,
        at
    )
    .execute(connection)
    .await;
    match changed {
        Ok(_) => Ok(true),
        Err(error) if error.as_database_error().is_some_and(DatabaseError::is_unique_violation) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Deletes what the directory sent about somebody, but remembers that they have no access.
pub async fn delete_scim_user(connection: &mut PgConnection, id: Uuid, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM scim_members WHERE user_id = $1", id).execute(&mut *connection).await?;
    sqlx::query!(
        "
        UPDATE scim_users
           SET is_active = false, deleted_at = $2, changed_at = $2, resource = '{}', user_name = '', user_name_key = ''
         WHERE id = $1
        ",
        id,
        at
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Updates which groups these people are in, according to what the directory has sent.
pub async fn push_claims(connection: &mut PgConnection, user_keys: &[String], at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO directory_people AS known (user_key, told, is_complete, source, read_at)
        SELECT DISTINCT user_key, '{}'::text[], true, 'scim', $2::timestamptz
          FROM unnest($1::text[]) AS these (user_key)
         WHERE scim_claims(user_key) <> '{}' OR EXISTS (SELECT FROM directory_people d WHERE d.user_key = these.user_key)
            ON CONFLICT (user_key) DO UPDATE SET pushed = excluded.pushed
         WHERE known.pushed <> excluded.pushed
        ",
        user_keys,
        at
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// A person whom the directory has disabled, and who still has grants or items by name.
pub struct DisabledRow {
    pub user_key: String,
    pub name: String,
    pub email: String,
    pub since: OffsetDateTime,
}

/// The first `most` of them, the last disabled first.
pub async fn disabled_with_something(executor: impl PgExecutor<'_>, most: i64) -> sqlx::Result<Vec<DisabledRow>> {
    sqlx::query_as!(
        DisabledRow,
        r#"
        SELECT u.user_key, p.name, coalesce(p.email, '') AS "email!", u.changed_at AS since
          FROM scim_users u
          JOIN people p ON p.user_key = u.user_key
         WHERE NOT u.is_active
           AND (EXISTS (SELECT FROM grants WHERE subject = 'person:' || u.user_key)
                OR EXISTS (SELECT FROM group_owners WHERE owner = 'person:' || u.user_key)
                OR EXISTS (SELECT FROM user_roles r WHERE r.tenant_id || '|' || r.object_id = u.user_key))
         ORDER BY u.changed_at DESC, u.user_key
         LIMIT $1
        "#,
        most
    )
    .fetch_all(executor)
    .await
}
