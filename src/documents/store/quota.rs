//! How much may lie where.

use std::collections::HashMap;

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, access::level::Level, storage::row::bytes};

/// A folder with a quota, and what lies in it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    pub folder: Uuid,
    /// Empty for the root.
    pub name: String,
    /// In bytes.
    pub most: u64,
    /// All versions in it and below, also of what lies in the trash.
    pub used: u64,
}

/// Every quota that binds what lies in `folder`: its own and those of the folders above.
///
/// The rows are locked, so that two who add at once are counted one after the other.
pub async fn quotas(connection: &mut PgConnection, folder: Uuid) -> Result<Vec<Quota>> {
    // By id, so that two who come from different folders never wait for each other.
    let bound = sqlx::query!(
        r#"
        WITH RECURSIVE up (id, parent_id) AS (
            SELECT id, parent_id FROM nodes WHERE id = $1
            UNION ALL
            SELECT n.id, n.parent_id FROM up JOIN nodes n ON n.id = up.parent_id
        )
        SELECT id, name, quota AS "quota!" FROM nodes
         WHERE id IN (SELECT id FROM up) AND quota IS NOT NULL
         ORDER BY id
           FOR NO KEY UPDATE
        "#,
        folder
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut quotas = Vec::new();
    for row in bound {
        let used = used(&mut *connection, row.id).await?;
        quotas.push(Quota { folder: row.id, name: row.name, most: bytes(row.quota)?, used });
    }
    Ok(quotas)
}

/// All versions in a folder and below, also of what lies in the trash or is being copied, in bytes.
async fn used(executor: impl PgExecutor<'_>, folder: Uuid) -> Result<u64> {
    let used = sqlx::query_scalar!(
        r#"
        WITH RECURSIVE below (id) AS (
            SELECT $1::uuid
            UNION ALL
            SELECT n.id FROM below b JOIN nodes n ON n.parent_id = b.id
        )
        SELECT least(coalesce(sum(v.size), 0), 9223372036854775807)::bigint AS "used!"
          FROM below b
          JOIN versions v ON v.document_id = b.id
        "#,
        folder
    )
    .fetch_one(executor)
    .await?;
    bytes(used)
}

pub async fn set_quota(
    connection: &mut PgConnection,
    folder: Uuid,
    quota: Option<i64>,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE nodes SET quota = $2, updated_by = $3, updated_at = $4 WHERE id = $1", folder, quota, by, at)
        .execute(connection)
        .await
        .map(|_| ())
}

/// What lies at a path below a folder.
pub struct Step {
    pub id: Uuid,
    pub is_folder: bool,
    /// What whoever asks may do with it; `None`: they may not even know of it.
    pub level: Option<Level>,
}

/// How far a path below a folder leads: one row for each step that is there, the folder itself first. Empty: it is not there.
pub async fn steps_below(
    executor: impl PgExecutor<'_>,
    folder: Uuid,
    names: &[String],
    subjects: &[String],
) -> Result<Vec<Step>> {
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
        .map(|row| Ok(Step { id: row.id, is_folder: row.kind == "folder", level: Level::of(row.level)? }))
        .collect()
}

/// Where folders are; those that are not there are left out.
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

/// What may be done in a folder, as the database has it; `None`: it is not there.
pub async fn level_in(executor: impl PgExecutor<'_>, folder: Uuid, subjects: &[String]) -> sqlx::Result<Option<i16>> {
    sqlx::query_scalar!(r#"SELECT level_of(id, $2) AS "level!" FROM nodes WHERE id = $1"#, folder, subjects)
        .fetch_optional(executor)
        .await
}
