//! The structure of the tree: taken names, ancestors, heights; and changing it.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, access::level::Level, collation};

/// What has this name in this folder.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    pub id: Uuid,
    pub is_folder: bool,
    /// What the asker may do with it; `None`: it is hidden from them.
    pub level: Option<Level>,
}

/// What is there under this name.
pub async fn child(
    connection: &mut PgConnection,
    folder: Uuid,
    name: &str,
    subjects: &[String],
) -> Result<Option<Child>> {
    let row = sqlx::query!(
        r#"
        SELECT id, kind = 'folder' AS "is_folder!", level_of(id, $3) AS "level!"
          FROM nodes
         WHERE parent_id = $1 AND name = $2 AND not_deleted(nodes)
        "#,
        folder,
        name,
        subjects
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok(Child { id: row.id, is_folder: row.is_folder, level: Level::of(row.level)? })).transpose()
}

/// The target of something new.
pub struct Place {
    /// What the asker may do with the folder; `None`: it is hidden from them.
    pub level: Option<Level>,
    pub is_folder: bool,
    /// Names from the root on with `/` between; empty for the root.
    pub folder: String,
    /// What has the name already.
    pub taken: Option<Child>,
}

/// The item that has a name in a folder; `None`: the folder does not exist.
pub async fn place(
    connection: &mut PgConnection,
    folder: Uuid,
    name: &str,
    subjects: &[String],
) -> Result<Option<Place>> {
    let row = sqlx::query!(
        r#"
        SELECT f.kind = 'folder' AS "is_folder!", path_of(f.id) AS path, level_of(f.id, $3) AS "level!",
               c.id AS "taken?", c.kind = 'folder' AS "taken_is_folder?", level_of(c.id, $3) AS "taken_level?"
          FROM nodes f
          LEFT JOIN nodes c ON c.parent_id = f.id AND c.name = $2 AND not_deleted(c)
         WHERE f.id = $1
        "#,
        folder,
        name,
        subjects
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(path) = row.path else { return Ok(None) };
    let taken = match (row.taken, row.taken_is_folder) {
        (Some(id), Some(is_folder)) => {
            Some(Child { id, is_folder, level: Level::of(row.taken_level.unwrap_or_default())? })
        }
        _ => None,
    };
    Ok(Some(Place { level: Level::of(row.level)?, is_folder: row.is_folder, folder: path, taken }))
}

/// The first of these names that nothing in the folder has.
pub async fn first_free(connection: &mut PgConnection, folder: Uuid, names: &[String]) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT wish.name AS "name!"
          FROM unnest($2::text[]) WITH ORDINALITY AS wish (name, place)
         WHERE NOT EXISTS (
                   SELECT FROM nodes n WHERE n.parent_id = $1 AND n.name = wish.name AND not_deleted(n)
               )
         ORDER BY wish.place
         LIMIT 1
        "#,
        folder,
        names
    )
    .fetch_optional(connection)
    .await
}

/// The path of an item; `None`: it does not exist, or is in the trash.
pub async fn path_of(connection: &mut PgConnection, node: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT path_of($1)", node).fetch_one(connection).await
}

/// Whether `node` is `folder` or one of its descendants.
pub async fn is_within(connection: &mut PgConnection, node: Uuid, folder: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        WITH RECURSIVE up (id, parent_id) AS (
            SELECT id, parent_id FROM nodes WHERE id = $1
            UNION ALL
            SELECT n.id, n.parent_id FROM up JOIN nodes n ON n.id = up.parent_id
        )
        SELECT EXISTS (SELECT FROM up WHERE id = $2) AS "is_within!"
        "#,
        node,
        folder
    )
    .fetch_one(connection)
    .await
}

/// How many levels there are between a node and its deepest descendant, not counting what was deleted separately. It
/// goes from folder to folder, past the documents.
pub async fn height(executor: impl PgExecutor<'_>, node: Uuid) -> sqlx::Result<usize> {
    let height = sqlx::query_scalar!(
        r#"
        WITH RECURSIVE down (id, depth) AS (
            SELECT $1::uuid, 0
            UNION ALL
            SELECT n.id, down.depth + 1
              FROM down JOIN nodes n ON n.parent_id = down.id AND n.kind = 'folder' AND not_deleted(n)
        )
        SELECT max(depth + CASE WHEN EXISTS (SELECT FROM nodes n WHERE n.parent_id = down.id AND not_deleted(n))
                                THEN 1 ELSE 0 END) FROM down
        "#,
        node
    )
    .fetch_one(executor)
    .await?;
    Ok(usize::try_from(height.unwrap_or_default()).unwrap_or_default())
}

/// The new values of a node.
pub struct Put<'a> {
    pub id: Uuid,
    pub folder: Option<Uuid>,
    pub name: &'a str,
    pub description: &'a str,
}

pub async fn put(connection: &mut PgConnection, put: &Put<'_>, by: &str, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE nodes
           SET parent_id = $2, name = $3, description = $4, updated_by = $5, updated_at = $6, sort_key = $7
         WHERE id = $1
        ",
        put.id,
        put.folder,
        put.name,
        put.description,
        by,
        at,
        (!put.name.is_empty()).then(|| collation::key(put.name))
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// The folders from the root down to this one.
pub async fn line_of(executor: impl PgExecutor<'_>, folder: Uuid) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"
        WITH RECURSIVE up (id, parent_id, name, depth) AS (
            SELECT id, parent_id, name, 0 FROM nodes WHERE id = $1
            UNION ALL
            SELECT n.id, n.parent_id, n.name, up.depth + 1 FROM up JOIN nodes n ON n.id = up.parent_id
        )
        SELECT id AS "id!", name AS "name!" FROM up ORDER BY depth DESC
        "#,
        folder
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The folders in a folder, by name.
pub async fn folders_in(
    executor: impl PgExecutor<'_>,
    folder: Uuid,
    subjects: &[String],
) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        "
        SELECT n.id, n.name
          FROM (SELECT level_of($1, $2) >= 1 AS around OFFSET 0) AS folder
         CROSS JOIN LATERAL (SELECT ways_beside($1, folder.around, $2) AS ways OFFSET 0) AS beside
          JOIN search_entries e ON e.parent_id = $1 AND e.is_folder AND shows(e, folder.around, beside.ways, $2)
          JOIN nodes n ON n.id = e.node_id
         ORDER BY e.sort_name
        ",
        folder,
        subjects
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
