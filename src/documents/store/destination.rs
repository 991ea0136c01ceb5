//! The target folder of something new: how much of its path exists, and what may be done there.

use std::collections::HashMap;

use sqlx::PgExecutor;
use uuid::Uuid;

use crate::{Result, access::level::Level};

/// An item on the path below a folder.
pub struct PathStep {
    pub id: Uuid,
    pub is_folder: bool,
    /// What the asker may do with it; `None`: it is hidden from them.
    pub level: Option<Level>,
}

/// The steps of a path below a folder that exist, one row each, the folder itself first. Empty: the folder does not
/// exist, or is hidden.
pub async fn steps_below(
    executor: impl PgExecutor<'_>,
    folder: Uuid,
    names: &[String],
    subjects: &[String],
) -> Result<Vec<PathStep>> {
    let rows = sqlx::query!(
        r#"
        SELECT n.id, n.kind, level_of(n.id, $3) AS "level!"
          FROM nodes f
         CROSS JOIN generate_series(0, cardinality($2::text[])) AS w (depth)
          JOIN nodes n ON n.id = node_at(f.id, ($2::text[])[:w.depth])
         WHERE f.id = $1 AND f.kind = 'folder' AND path_of(f.id) IS NOT NULL AND level_of(f.id, $3) >= 1
         ORDER BY w.depth
        "#,
        folder,
        names,
        subjects
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|row| Ok(PathStep { id: row.id, is_folder: row.kind == "folder", level: Level::of(row.level)? }))
        .collect()
}

/// The paths of folders; those that do not exist are left out.
pub async fn paths_of(
    executor: impl PgExecutor<'_>,
    folders: &[Uuid],
    subjects: &[String],
) -> sqlx::Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!(
        r#"
        SELECT id AS "id!", path_of(id) AS path
          FROM (SELECT DISTINCT id FROM unnest($1::uuid[]) AS asked (id)) AS asked
         WHERE level_of(id, $2) >= 1
        "#,
        folders,
        subjects
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.path?))).collect())
}

/// The level that somebody has in a folder, as the database returns it; `None`: the folder does not exist.
pub async fn level_in(executor: impl PgExecutor<'_>, folder: Uuid, subjects: &[String]) -> sqlx::Result<Option<i16>> {
    sqlx::query_scalar!(r#"SELECT level_of(id, $2) AS "level!" FROM nodes WHERE id = $1"#, folder, subjects)
        .fetch_optional(executor)
        .await
}
