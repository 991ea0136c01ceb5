//! The tables `group_members` and `group_owners`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

pub struct MemberRow {
    pub member: String,
    pub name: String,
    pub email: String,
    pub added_at: OffsetDateTime,
    pub added_by: String,
}

/// The first `most` members of a group, by what they are called.
pub async fn group_members(executor: impl PgExecutor<'_>, group: Uuid, most: i64) -> sqlx::Result<Vec<MemberRow>> {
    sqlx::query_as!(
        MemberRow,
        r#"
        SELECT m.member, coalesce(nullif(p.name, ''), g.name, '') AS "name!", coalesce(p.email, '') AS "email!",
               m.added_at, coalesce(nullif(b.name, ''), b.email, m.added_by) AS "added_by!"
          FROM group_members m
          LEFT JOIN people p ON m.member LIKE 'person:%' AND p.user_key = substr(m.member, 8)
          LEFT JOIN groups g ON m.member = 'group:' || g.id::text
          LEFT JOIN people b ON b.user_key = m.added_by
         WHERE m.group_id = $1
         ORDER BY m.member LIKE 'group:%' DESC, lower(coalesce(nullif(p.name, ''), p.email, g.name, m.member)), m.member
         LIMIT $2
        "#,
        group,
        most
    )
    .fetch_all(executor)
    .await
}

pub async fn group_owners(executor: impl PgExecutor<'_>, group: Uuid) -> sqlx::Result<Vec<MemberRow>> {
    sqlx::query_as!(
        MemberRow,
        r#"
        SELECT o.owner AS member, coalesce(nullif(p.name, ''), '') AS "name!", coalesce(p.email, '') AS "email!",
               o.added_at, coalesce(nullif(b.name, ''), b.email, o.added_by) AS "added_by!"
          FROM group_owners o
          LEFT JOIN people p ON o.owner LIKE 'person:%' AND p.user_key = substr(o.owner, 8)
          LEFT JOIN people b ON b.user_key = o.added_by
         WHERE o.group_id = $1
         ORDER BY lower(coalesce(nullif(p.name, ''), p.email, o.owner)), o.owner
        "#,
        group
    )
    .fetch_all(executor)
    .await
}

/// How many members a group has.
pub async fn count_members(connection: &mut PgConnection, group: Uuid) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "members!" FROM group_members WHERE group_id = $1"#, group)
        .fetch_one(connection)
        .await
}

/// Those of these that were not in it.
pub async fn add_members(
    connection: &mut PgConnection,
    group: Uuid,
    members: &[String],
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "
        INSERT INTO group_members (group_id, member, added_at, added_by)
        SELECT $1, member, $3, $4 FROM unnest($2::text[]) AS member
            ON CONFLICT DO NOTHING
        RETURNING member
        ",
        group,
        members,
        at,
        by
    )
    .fetch_all(connection)
    .await
}

/// Those of these that were in it.
pub async fn remove_members(
    connection: &mut PgConnection,
    group: Uuid,
    members: &[String],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "DELETE FROM group_members WHERE group_id = $1 AND member = ANY ($2) RETURNING member",
        group,
        members
    )
    .fetch_all(connection)
    .await
}

/// Everybody but these; says who that was.
pub async fn remove_other_members(
    connection: &mut PgConnection,
    group: Uuid,
    members: &[String],
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "DELETE FROM group_members WHERE group_id = $1 AND member <> ALL ($2) RETURNING member",
        group,
        members
    )
    .fetch_all(connection)
    .await
}

/// Says whether they were none.
pub async fn add_owner(
    connection: &mut PgConnection,
    group: Uuid,
    owner: &str,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "INSERT INTO group_owners (group_id, owner, added_at, added_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        group,
        owner,
        at,
        by
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Says whether they were one.
pub async fn remove_owner(connection: &mut PgConnection, group: Uuid, owner: &str) -> sqlx::Result<bool> {
    sqlx::query!("DELETE FROM group_owners WHERE group_id = $1 AND owner = $2", group, owner)
        .execute(connection)
        .await
        .map(|done| done.rows_affected() > 0)
}
