//! Items in the trash, for people who have a link to one.

use sqlx::PgExecutor;
use uuid::Uuid;

use crate::documents::item::{ROOT, Trace, Who};

/// Something in the trash, found by its own id.
pub struct TrashedRow {
    /// Of the outermost thing that was deleted with it inside.
    pub deletion: Uuid,
    pub name: String,
    /// What that thing is called, where it is another one.
    pub around: Option<String>,
    pub deleted: Trace,
    /// Of that thing.
    pub level: i16,
}

/// What is in the trash, and not on its way out of it.
pub async fn trashed(executor: impl PgExecutor<'_>, id: Uuid, subjects: &[String]) -> sqlx::Result<Option<TrashedRow>> {
    let row = sqlx::query!(
        r#"
        WITH RECURSIVE up (id, parent_id, deletion_id, name, depth) AS (
            SELECT id, parent_id, deletion_id, name, 0 FROM nodes WHERE id = $1
            UNION ALL
            SELECT n.id, n.parent_id, n.deletion_id, n.name, up.depth + 1 FROM up JOIN nodes n ON n.id = up.parent_id
        )
        SELECT d.id, own.name AS "name!", up.name AS "top!", up.depth AS "depth!", d.deleted_at, d.deleted_by,
               level_of(up.id, $2) AS "level!", coalesce(nullif(p.name, ''), p.email, '') AS "person!"
          FROM up
          JOIN deletions d ON d.id = up.deletion_id AND NOT d.is_copy AND d.purge_at IS NULL
          JOIN nodes own ON own.id = $1
          LEFT JOIN people p ON p.user_key = d.deleted_by
         WHERE level_of($1, $2) >= 1
         ORDER BY up.depth DESC
         LIMIT 1
        "#,
        id,
        subjects
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| TrashedRow {
        deletion: row.id,
        name: row.name,
        around: (row.depth > 0).then_some(row.top),
        deleted: Trace { at: row.deleted_at, by: Who::of(row.deleted_by, row.person) },
        level: row.level,
    }))
}

/// The id of the item that was at the path of these names until it, or a folder above, was deleted last.
pub async fn trashed_at(
    executor: impl PgExecutor<'_>,
    names: &[String],
    subjects: &[String],
) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        r#"
        WITH RECURSIVE walk (id, depth, deleted_at) AS (
            SELECT $1::uuid, 0, NULL::timestamptz
            UNION ALL
            SELECT n.id, walk.depth + 1, coalesce(walk.deleted_at, n.deleted_at)
              FROM walk
              CROSS JOIN LATERAL (
                  SELECT kept.id, NULL::timestamptz AS deleted_at FROM nodes kept
                   WHERE kept.parent_id = walk.id AND kept.name = ($2::text[])[walk.depth + 1] AND not_deleted(kept)
                  UNION ALL
                  (SELECT gone.id, d.deleted_at FROM nodes gone JOIN deletions d ON d.id = gone.deletion_id
                    WHERE gone.parent_id = walk.id AND gone.name = ($2::text[])[walk.depth + 1]
                      AND gone.deletion_id IS NOT NULL AND NOT d.is_copy AND d.purge_at IS NULL
                    ORDER BY d.deleted_at DESC
                    LIMIT 5)
              ) AS n
        )
        SELECT id AS "id!" FROM walk
         WHERE depth = cardinality($2) AND deleted_at IS NOT NULL AND level_of(id, $3) >= 1
         ORDER BY deleted_at DESC
         LIMIT 1
        "#,
        ROOT,
        names,
        subjects
    )
    .fetch_optional(executor)
    .await
}
