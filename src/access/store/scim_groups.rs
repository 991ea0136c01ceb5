//! The tables `scim_groups` and `scim_members`.

use sqlx::{PgConnection, PgExecutor, error::DatabaseError};
use time::OffsetDateTime;
use uuid::Uuid;

pub struct ScimGroupRow {
    pub id: Uuid,
    pub external_id: Option<String>,
    pub display_name: String,
    pub claim: String,
    pub made_at: OffsetDateTime,
    pub changed_at: OffsetDateTime,
}

/// A filter; a field that is `None` does not filter.
#[derive(Debug, Default)]
pub struct WhichGroups<'a> {
    pub id: Option<Uuid>,
    pub display_name_key: Option<&'a str>,
    pub external_id: Option<&'a str>,
}

/// Those that are meant, in the order in which they came; `offset` and `most` of them.
pub async fn scim_groups(
    executor: impl PgExecutor<'_>,
    which: &WhichGroups<'_>,
    offset: i64,
    most: i64,
) -> sqlx::Result<Vec<ScimGroupRow>> {
    sqlx::query_as!(
        ScimGroupRow,
        r#"
        SELECT id, external_id, display_name, claim AS "claim!", made_at, changed_at
          FROM scim_groups
         WHERE ($1::uuid IS NULL OR id = $1)
           AND ($2::text IS NULL OR display_name_key = $2)
           AND ($3::text IS NULL OR external_id = $3)
         ORDER BY made_at, id
        OFFSET $4 LIMIT $5
        "#,
        which.id,
        which.display_name_key,
        which.external_id,
        offset,
        most
    )
    .fetch_all(executor)
    .await
}

/// Holds one until the transaction ends.
pub async fn lock_scim_group(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<ScimGroupRow>> {
    sqlx::query_as!(
        ScimGroupRow,
        r#"
        SELECT id, external_id, display_name, claim AS "claim!", made_at, changed_at
          FROM scim_groups WHERE id = $1 FOR UPDATE
        "#,
        id
    )
    .fetch_optional(connection)
    .await
}

pub struct ScimMemberRow {
    pub user_id: Uuid,
    pub user_name: String,
}

/// Who is in a group.
pub async fn scim_members(executor: impl PgExecutor<'_>, group: Uuid) -> sqlx::Result<Vec<ScimMemberRow>> {
    sqlx::query_as!(
        ScimMemberRow,
        "
        SELECT m.user_id, u.user_name
          FROM scim_members m JOIN scim_users u ON u.id = m.user_id
         WHERE m.group_id = $1
         ORDER BY u.user_name_key
        ",
        group
    )
    .fetch_all(executor)
    .await
}

/// The values of a row.
pub struct NewScimGroup<'a> {
    pub id: Uuid,
    pub external_id: Option<&'a str>,
    pub display_name: &'a str,
    pub display_name_key: &'a str,
}

/// Returns whether no other row names the same group.
pub async fn add_scim_group(
    connection: &mut PgConnection,
    group: &NewScimGroup<'_>,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        INSERT INTO scim_groups (id, external_id, display_name, display_name_key, made_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $5)
            ON CONFLICT DO NOTHING
        ",
        group.id,
        group.external_id,
        group.display_name,
        group.display_name_key,
        at
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Returns whether no other row names the same group.
pub async fn set_scim_group(
    connection: &mut PgConnection,
    group: &NewScimGroup<'_>,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    let changed = sqlx::query!(
        "
        UPDATE scim_groups SET external_id = $2, display_name = $3, display_name_key = $4, changed_at = $5 WHERE id = $1
        ",
        group.id,
        group.external_id,
        group.display_name,
        group.display_name_key,
        at
    )
    .execute(connection)
    .await;
    match changed {
        Ok(done) => Ok(done.rows_affected() > 0),
        Err(error) if error.as_database_error().is_some_and(DatabaseError::is_unique_violation) => Ok(false),
        Err(error) => Err(error),
    }
}

pub async fn delete_scim_group(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM scim_groups WHERE id = $1", id).execute(connection).await.map(|_| ())
}

/// Those of these ids that belong to a person.
pub async fn known_scim_users(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "known!" FROM scim_users WHERE id = ANY ($1) AND deleted_at IS NULL"#,
        ids
    )
    .fetch_one(connection)
    .await
}

/// The people of these who were not in it, as user keys.
pub async fn add_scim_members(connection: &mut PgConnection, group: Uuid, ids: &[Uuid]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "
        WITH added AS (
            INSERT INTO scim_members (group_id, user_id)
            SELECT $1, id FROM scim_users WHERE id = ANY ($2) AND deleted_at IS NULL
                ON CONFLICT DO NOTHING
            RETURNING user_id
        )
        SELECT user_key FROM scim_users WHERE id IN (SELECT user_id FROM added)
        ",
        group,
        ids
    )
    .fetch_all(connection)
    .await
}

/// The people of these who were in it, as user keys.
pub async fn remove_scim_members(
    connection: &mut PgConnection,
    group: Uuid,
    ids: &[Uuid],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "
        WITH removed AS (
            DELETE FROM scim_members WHERE group_id = $1 AND user_id = ANY ($2) RETURNING user_id
        )
        SELECT user_key FROM scim_users WHERE id IN (SELECT user_id FROM removed)
        ",
        group,
        ids
    )
    .fetch_all(connection)
    .await
}

/// Everybody but these; who that was, as user keys.
pub async fn remove_other_scim_members(
    connection: &mut PgConnection,
    group: Uuid,
    ids: &[Uuid],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "
        WITH removed AS (
            DELETE FROM scim_members WHERE group_id = $1 AND user_id <> ALL ($2) RETURNING user_id
        )
        SELECT user_key FROM scim_users WHERE id IN (SELECT user_id FROM removed)
        ",
        group,
        ids
    )
    .fetch_all(connection)
    .await
}

/// Everybody who is in it, as user keys.
pub async fn scim_member_keys(connection: &mut PgConnection, group: Uuid) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "SELECT u.user_key FROM scim_members m JOIN scim_users u ON u.id = m.user_id WHERE m.group_id = $1",
        group
    )
    .fetch_all(connection)
    .await
}
