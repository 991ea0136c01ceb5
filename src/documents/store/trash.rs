//! The trash: rows of `deletions`, and the nodes that carry their ids.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result, collation,
    documents::item::{Trace, Who},
    storage::row::bytes,
};

/// A deletion to be recorded.
pub struct NewDeletion<'a> {
    pub id: Uuid,
    pub node: Uuid,
    pub path: &'a str,
    /// What it was deleted together with.
    pub batch: Option<Uuid>,
}

/// Puts a node into the trash, and with it all its descendants: a deleted ancestor hides what is below.
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
    sqlx::query!("UPDATE nodes SET deletion_id = $1 WHERE id = $2", new.id, new.node)
        .execute(connection)
        .await
        .map(|_| ())
}

/// Measures deletions that have not been measured yet. Nothing can be added to items in the trash, so this needs no
/// lock; it runs after the deletion, so that nobody waits for it.
pub async fn measure_deletions(executor: impl PgExecutor<'_>, deletions: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH RECURSIVE folders (top, id) AS (
            SELECT d.id, d.node_id FROM deletions d WHERE d.id = ANY ($1) AND d.documents IS NULL
            UNION ALL
            SELECT f.top, n.id
              FROM folders f
              JOIN nodes n ON n.parent_id = f.id AND n.kind = 'folder' AND not_deleted(n)
        ), lying (top, size) AS (
            -- What was deleted may be a document itself.
            SELECT f.top, v.size FROM folders f JOIN nodes n ON n.id = f.id LEFT JOIN versions v ON v.id = n.current_version_id
            UNION ALL
            SELECT f.top, e.size FROM folders f JOIN search_entries e ON e.parent_id = f.id
        ), counted AS (
            SELECT top, count(size) AS documents, coalesce(sum(size), 0)::bigint AS bytes FROM lying GROUP BY top
        )
        UPDATE deletions d SET documents = c.documents, bytes = c.bytes FROM counted c WHERE d.id = c.top
        ",
        deletions
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// Deletions that were not counted: the program ended right after them, or the database went away.
pub async fn unmeasured_deletions(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM deletions WHERE documents IS NULL LIMIT 1000").fetch_all(executor).await
}

/// The deletion with this id, or those of the batch with this id; the latest first, so that an item inside another
/// one that was deleted after it is restored into that.
pub async fn deletions_of(executor: impl PgExecutor<'_>, id: Uuid, subjects: &[String]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        SELECT id FROM deletions
         WHERE (id = $1 OR batch = $1) AND level_of(node_id, $2) >= 2
         ORDER BY deleted_at DESC, id DESC
        ",
        id,
        subjects
    )
    .fetch_all(executor)
    .await
}

/// What was deleted once, as far as bringing it back needs it.
pub struct Deleted {
    pub node: Uuid,
    pub name: String,
    /// Where it was.
    pub path: String,
    /// The nearest folder around it that is there.
    pub folder: Uuid,
}

/// `None`: it is not in the trash, or is marked for purging; deletions whose purge becomes final only after
/// `condemned_until` are returned all the same.
pub async fn deleted(
    connection: &mut PgConnection,
    deletion: Uuid,
    condemned_until: Option<OffsetDateTime>,
    subjects: &[String],
) -> sqlx::Result<Option<Deleted>> {
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
        ), hidden (depth) AS (
            -- The highest deleted ancestor: what is above it is there.
            SELECT coalesce(max(depth), 0) FROM up WHERE deletion_id IS NOT NULL
        )
        SELECT d.node_id AS node, n.name, d.path, up.id AS "folder!"
          FROM deletions d
          JOIN nodes n ON n.id = d.node_id
          JOIN hidden ON true
          JOIN up ON up.depth = hidden.depth + 1
         WHERE d.id = $1 AND (d.purge_at IS NULL OR d.purge_at > $2) AND NOT d.is_copy
           AND level_of(d.node_id, $3) >= 2
           FOR UPDATE OF d
        "#,
        deletion,
        condemned_until,
        subjects
    )
    .fetch_optional(connection)
    .await
}

/// Takes what one deletion put into the trash out of it again, into `folder` as `name`.
pub async fn take_out_of_trash(
    connection: &mut PgConnection,
    deletion: Uuid,
    node: Uuid,
    folder: Uuid,
    name: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE nodes SET deletion_id = NULL, parent_id = $3, name = $4, sort_key = $5
         WHERE id = $2 AND deletion_id = $1
        ",
        deletion,
        node,
        folder,
        name,
        collation::key(name)
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM deletions WHERE id = $1", deletion).execute(connection).await.map(|_| ())
}

/// Whether it is in the trash, and theirs to delete for good.
pub async fn is_deleted(executor: impl PgExecutor<'_>, deletion: Uuid, subjects: &[String]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        SELECT EXISTS (
            SELECT FROM deletions WHERE id = $1 AND NOT is_copy AND level_of(node_id, $2) >= 3
        ) AS "is!"
        "#,
        deletion,
        subjects
    )
    .fetch_one(executor)
    .await
}

/// A line of the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrashRow {
    pub deletion: Uuid,
    pub item: Uuid,
    pub name: String,
    /// Where it was.
    pub path: String,
    pub is_folder: bool,
    pub deleted: Trace,
    /// How much went into the trash with it, itself included; `None`: not counted yet.
    pub holds: Option<Held>,
    /// From then on it is purged; `None`: nobody has requested that yet.
    pub purge_at: Option<OffsetDateTime>,
}

/// What a deletion contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub documents: u64,
    /// Of their current versions.
    pub bytes: u64,
}

/// The latest deletions before a moment (and before an id, within the same moment); those that are marked for purging
/// only on request.
pub async fn trash(
    executor: impl PgExecutor<'_>,
    before: Option<(OffsetDateTime, Uuid)>,
    condemned_too: bool,
    limit: i64,
    subjects: &[String],
) -> sqlx::Result<Vec<Result<TrashRow>>> {
    let (at, id) = before.unzip();
    let rows = sqlx::query!(
        r#"
        SELECT d.id, d.node_id, n.name, d.path, n.kind, d.deleted_at, d.deleted_by,
               coalesce(nullif(p.name, ''), p.email, '') AS "person!",
               d.documents, d.bytes, d.purge_at
          FROM deletions d
          JOIN nodes n ON n.id = d.node_id
          LEFT JOIN people p ON p.user_key = d.deleted_by
         WHERE ($1::timestamptz IS NULL OR (d.deleted_at, d.id) < ($1, $2::uuid))
           AND (d.purge_at IS NULL OR $3)
           AND NOT d.is_copy
           AND level_of(n.id, $5) >= 2
         ORDER BY d.deleted_at DESC, d.id DESC
         LIMIT $4
        "#,
        at,
        id,
        condemned_too,
        limit,
        subjects
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
            deleted: Trace { at: row.deleted_at, by: Who::of(row.deleted_by, row.person) },
            holds: match (row.documents, row.bytes) {
                (Some(documents), Some(size)) => Some(Held { documents: bytes(documents)?, bytes: bytes(size)? }),
                _ => None,
            },
            purge_at: row.purge_at,
        })
    });
    Ok(read.collect())
}
