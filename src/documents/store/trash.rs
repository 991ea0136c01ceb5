//! The trash: rows of `deletions`, and the nodes that carry their ids.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    database::Database,
    documents::{
        item::Trace,
        store::{find::bytes, item::who},
    },
};

/// A deletion that is to be.
pub struct NewDeletion<'a> {
    pub id: Uuid,
    pub node: Uuid,
    pub path: &'a str,
    /// What it was deleted together with.
    pub batch: Option<Uuid>,
}

/// Puts a node, and all in it that is there, into the trash.
pub async fn put_into_trash(
    connection: &mut PgConnection,
    new: &NewDeletion<'_>,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by, batch) VALUES ($1, $2, $3, $4, $5, $6)",
        new.id,
        new.node,
        new.path,
        at,
        by,
        new.batch
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "
        WITH RECURSIVE down (id) AS (
            SELECT $2::uuid
            UNION ALL
            SELECT n.id FROM down JOIN nodes n ON n.parent_id = down.id AND n.deletion_id IS NULL
        )
        UPDATE nodes SET deletion_id = $1 FROM down WHERE nodes.id = down.id
        ",
        new.id,
        new.node
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// The deletion of this id, or those of the batch of this id; the latest first, so that what lay inside something
/// else that was deleted after it comes back into that.
pub async fn deletions_of(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM deletions WHERE id = $1 OR batch = $1 ORDER BY deleted_at DESC, id DESC", id)
        .fetch_all(executor)
        .await
}

/// What was deleted once, as far as bringing it back needs it.
pub struct Deleted {
    pub node: Uuid,
    pub name: String,
    /// Where it lay.
    pub path: String,
    /// The nearest folder around it that is there.
    pub folder: Uuid,
}

pub async fn deleted(connection: &mut PgConnection, deletion: Uuid) -> sqlx::Result<Option<Deleted>> {
    sqlx::query_as!(
        Deleted,
        r#"
        WITH RECURSIVE up (id, deletion_id, parent_id, depth) AS (
            SELECT p.id, p.deletion_id, p.parent_id, 1
              FROM deletions d JOIN nodes n ON n.id = d.node_id JOIN nodes p ON p.id = n.parent_id
             WHERE d.id = $1
            UNION ALL
            SELECT p.id, p.deletion_id, p.parent_id, up.depth + 1
              FROM up JOIN nodes p ON p.id = up.parent_id
             WHERE up.deletion_id IS NOT NULL
        )
        SELECT d.node_id AS node, n.name, d.path, up.id AS "folder!"
          FROM deletions d
          JOIN nodes n ON n.id = d.node_id
          JOIN up ON up.deletion_id IS NULL
         WHERE d.id = $1
        "#,
        deletion
    )
    .fetch_optional(connection)
    .await
}

/// Takes everything that one deletion put into the trash out of it, the deleted thing itself into `folder` as `name`.
pub async fn take_out_of_trash(
    connection: &mut PgConnection,
    deletion: Uuid,
    node: Uuid,
    folder: Uuid,
    name: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE nodes
           SET deletion_id = NULL,
               parent_id = CASE WHEN id = $2 THEN $3 ELSE parent_id END,
               name = CASE WHEN id = $2 THEN $4 ELSE name END
         WHERE deletion_id = $1
        ",
        deletion,
        node,
        folder,
        name
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM deletions WHERE id = $1", deletion).execute(connection).await.map(|_| ())
}

/// Deletes for good what one deletion put into the trash. What was deleted from inside it before stays in the trash
/// by itself, as if it had lain in the folder around. Gives how many documents went.
pub async fn purge(connection: &mut PgConnection, deletion: Uuid, node: Uuid) -> sqlx::Result<u64> {
    sqlx::query!(
        "
        UPDATE nodes
           SET parent_id = (SELECT parent_id FROM nodes WHERE id = $2)
          FROM nodes around
         WHERE around.id = nodes.parent_id
           AND around.deletion_id = $1
           AND nodes.deletion_id IS DISTINCT FROM $1
        ",
        deletion,
        node
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM versions WHERE document_id IN (SELECT id FROM nodes WHERE deletion_id = $1)", deletion)
        .execute(&mut *connection)
        .await?;
    let documents = sqlx::query_scalar!(
        r#"
        WITH gone AS (DELETE FROM nodes WHERE deletion_id = $1 RETURNING kind)
        SELECT count(*) AS "count!" FROM gone WHERE kind = 'document'
        "#,
        deletion
    )
    .fetch_one(connection)
    .await?;
    Ok(u64::try_from(documents).unwrap_or_default())
}

/// What was deleted before this moment, the oldest first.
pub async fn deleted_before(database: &Database, before: OffsetDateTime) -> Result<Vec<Uuid>> {
    database
        .look_up(|| {
            sqlx::query_scalar!(
                "SELECT id FROM deletions WHERE deleted_at <= $1 ORDER BY deleted_at, id LIMIT 1000",
                before
            )
            .fetch_all(database.pool())
        })
        .await
}

/// A line of the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrashRow {
    pub deletion: Uuid,
    pub item: Uuid,
    pub name: String,
    /// Where it lay.
    pub path: String,
    pub is_folder: bool,
    pub deleted: Trace,
    /// How many documents went into the trash with it, itself included.
    pub documents: u64,
    /// Of their current versions.
    pub bytes: u64,
}

/// The latest deletions before a moment (and before an id, within the same moment).
pub async fn trash(
    executor: impl PgExecutor<'_>,
    before: Option<(OffsetDateTime, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<Result<TrashRow>>> {
    let (at, id) = before.unzip();
    let rows = sqlx::query!(
        r#"
        SELECT d.id, d.node_id, n.name, d.path, n.kind, d.deleted_at, d.deleted_by,
               coalesce(nullif(p.name, ''), p.email, '') AS "person!",
               inside.documents AS "documents!",
               inside.bytes     AS "bytes!"
          FROM deletions d
          JOIN nodes n ON n.id = d.node_id
          LEFT JOIN people p ON p.user_key = d.deleted_by
          CROSS JOIN LATERAL (
              SELECT count(*) FILTER (WHERE m.kind = 'document') AS documents,
                     coalesce(sum(v.size), 0)::bigint            AS bytes
                FROM nodes m
                LEFT JOIN versions v ON v.id = m.current_version_id
               WHERE m.deletion_id = d.id
          ) inside
         WHERE $1::timestamptz IS NULL OR (d.deleted_at, d.id) < ($1, $2::uuid)
         ORDER BY d.deleted_at DESC, d.id DESC
         LIMIT $3
        "#,
        at,
        id,
        limit
    )
    .fetch_all(executor)
    .await?;
    let read = rows.into_iter().map(|row| {
        Ok(TrashRow {
            deletion: row.id,
            item: row.node_id,
            name: row.name,
            path: row.path,
            is_folder: row.kind == "folder",
            deleted: Trace { at: row.deleted_at, by: who(row.deleted_by, row.person) },
            documents: bytes(row.documents)?,
            bytes: bytes(row.bytes)?,
        })
    });
    Ok(read.collect())
}
