//! The table `groups`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::groups::GroupName;

pub struct GroupRow {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub is_listed: bool,
    pub created_at: OffsetDateTime,
    pub members: i64,
    pub owners: i64,
    pub is_owner: bool,
    pub is_in_it: bool,
}

/// The person for whom groups are listed.
pub struct Asker<'a> {
    /// `person:…`; empty for an operator.
    pub name: &'a str,
    /// That, and what the directory says of them.
    pub names: &'a [String],
    pub sees_all: bool,
}

/// The groups that somebody owns or is in, or `only` this one; by name.
pub async fn groups(
    executor: impl PgExecutor<'_>,
    asker: &Asker<'_>,
    only: Option<Uuid>,
) -> sqlx::Result<Vec<GroupRow>> {
    sqlx::query_as!(
        GroupRow,
        r#"
        WITH mine AS MATERIALIZED (SELECT name FROM groups_of($2) AS name)
        SELECT id, name, description, is_listed, created_at,
               (SELECT count(*) FROM group_members m WHERE m.group_id = id) AS "members!",
               (SELECT count(*) FROM group_owners o WHERE o.group_id = id) AS "owners!",
               owned AS "is_owner!", member AS "is_in_it!"
          FROM groups
         CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM group_owners o WHERE o.group_id = id AND o.owner = $1) AS owned,
                                    EXISTS (SELECT FROM mine WHERE mine.name = 'group:' || id::text) AS member) stands
         WHERE (owned OR member OR $3) AND ($4::uuid IS NULL OR id = $4)
         ORDER BY name_key
        "#,
        asker.name,
        asker.names,
        asker.sees_all,
        only
    )
    .fetch_all(executor)
    .await
}

/// A group and its name.
pub struct NamedGroup {
    pub id: Uuid,
    pub name: String,
}

/// The groups that somebody who may share finds by name: those that are listed, and their own. `only`: of these.
pub async fn groups_to_share_with(
    executor: impl PgExecutor<'_>,
    asker: &Asker<'_>,
    only: Option<&[Uuid]>,
) -> sqlx::Result<Vec<NamedGroup>> {
    sqlx::query_as!(
        NamedGroup,
        r#"
        SELECT id, name
          FROM groups
         WHERE ($4::uuid[] IS NULL OR id = ANY ($4))
           AND (is_listed OR $3 OR EXISTS (SELECT FROM group_owners o WHERE o.group_id = id AND o.owner = $1)
                OR 'group:' || id::text IN (SELECT name FROM groups_of($2) AS name))
         ORDER BY name_key
        "#,
        asker.name,
        asker.names,
        asker.sees_all,
        only
    )
    .fetch_all(executor)
    .await
}

/// A group that somebody is in, and how they came to be in it.
pub struct WayIntoGroup {
    pub id: Uuid,
    pub name: String,
    /// What the directory says of them, and the groups in it that they are in, from the nearest on. The shortest way.
    pub way: Vec<String>,
}

/// The groups that these names are in.
pub async fn ways_into_groups(executor: impl PgExecutor<'_>, names: &[String]) -> sqlx::Result<Vec<WayIntoGroup>> {
    sqlx::query_as!(
        WayIntoGroup,
        r#"
        WITH RECURSIVE around (id, way, depth) AS (
            SELECT group_id, CASE WHEN member ~ '^(directory-group|app-role):' THEN ARRAY[member] ELSE '{}' END, 1
              FROM group_members WHERE member = ANY ($1)
            UNION
            SELECT m.group_id, around.way || g.name, around.depth + 1
              FROM around
              JOIN groups g ON g.id = around.id
              JOIN group_members m ON m.member = 'group:' || around.id::text
             WHERE around.depth < 100
        )
        SELECT DISTINCT ON (g.id) g.id, g.name, around.way AS "way!"
          FROM around JOIN groups g ON g.id = around.id
         ORDER BY g.id, cardinality(around.way), around.way
        "#,
        names
    )
    .fetch_all(executor)
    .await
}

pub async fn group_named(executor: impl PgExecutor<'_>, key: &str) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM groups WHERE name_key = $1", key).fetch_optional(executor).await
}

/// Says whether the name was still free.
pub async fn make_group(
    connection: &mut PgConnection,
    id: Uuid,
    name: &GroupName,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        INSERT INTO groups (id, name, name_key, description, is_listed, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT DO NOTHING
        ",
        id,
        name.name,
        name.key(),
        name.description,
        name.is_listed,
        at,
        by
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Says whether the name was still free.
pub async fn describe_group(connection: &mut PgConnection, id: Uuid, name: &GroupName) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        UPDATE groups SET name = $2, name_key = $3, description = $4, is_listed = $5
         WHERE id = $1 AND NOT EXISTS (SELECT FROM groups WHERE name_key = $3 AND id <> $1)
        ",
        id,
        name.name,
        name.key(),
        name.description,
        name.is_listed
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
    .or_else(|error| match error.as_database_error() {
        // Somebody took it in this very moment.
        Some(inside) if inside.is_unique_violation() => Ok(false),
        _ => Err(error),
    })
}

/// Says how many grants went with it.
pub async fn delete_group(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<i64> {
    let grants = sqlx::query_scalar!(
        r#"SELECT count(*) AS "grants!" FROM grants WHERE subject = 'group:' || $1::uuid::text"#,
        id
    )
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM groups WHERE id = $1", id).execute(connection).await?;
    Ok(grants)
}

/// Holds a group against other changes of it, but not against others that put it into theirs.
pub async fn lock_group(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT name FROM groups WHERE id = $1 FOR NO KEY UPDATE", id).fetch_optional(connection).await
}

/// Any number that nothing else here uses.
const NESTING: i64 = 0x6c6b_6772_6f75_7073;

/// Serializes changes of nesting: two at the same time could close a cycle.
pub async fn lock_nesting(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock($1)", NESTING).execute(connection).await.map(|_| ())
}

/// Keeps a group from being deleted until the transaction ends; says whether it is there.
pub async fn hold_group(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!("SELECT id FROM groups WHERE id = $1 FOR KEY SHARE", id);
    found.fetch_optional(connection).await.map(|found| found.is_some())
}

/// What nesting a group into another one would lead to.
pub struct Nesting {
    /// The other group contains it, or is it.
    pub closes_a_circle: bool,
    /// How many levels of nesting there would be.
    pub depth: i64,
}

pub async fn nesting(connection: &mut PgConnection, group: Uuid, inner: Uuid) -> sqlx::Result<Nesting> {
    sqlx::query_as!(
        Nesting,
        r#"
        WITH RECURSIVE above (id, depth) AS (
            SELECT $1::uuid, 1
            UNION
            SELECT m.group_id, above.depth + 1 FROM above JOIN group_members m ON m.member = 'group:' || above.id::text
             WHERE above.depth < 100
        ), below (id, depth) AS (
            SELECT $2::uuid, 1
            UNION
            SELECT g.id, below.depth + 1
              FROM below
              JOIN group_members m ON m.group_id = below.id
              JOIN groups g ON m.member = 'group:' || g.id::text
             WHERE below.depth < 100
        )
        SELECT EXISTS (SELECT FROM above WHERE id = $2) AS "closes_a_circle!",
               ((SELECT max(depth) FROM above) + (SELECT max(depth) FROM below))::bigint AS "depth!"
        "#,
        group,
        inner
    )
    .fetch_one(connection)
    .await
}
