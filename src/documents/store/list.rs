//! How much a folder contains.

use sqlx::PgExecutor;
use uuid::Uuid;

use crate::{
    Result, collation,
    documents::{counts::Counts, document::EntryKind},
    storage::row::{bytes, hash},
};

/// How many entries a folder contains directly. Read from one index.
pub async fn counts(executor: impl PgExecutor<'_>, folder: Uuid, subjects: &[String]) -> sqlx::Result<Result<Counts>> {
    let row = sqlx::query!(
        r#"
        SELECT count(*) FILTER (WHERE is_folder) AS "folders!",
               count(*)                          AS "entries!",
               coalesce(sum(bytes), 0)::bigint   AS "bytes!"
          FROM (SELECT level_of($1, $2) >= 1 AS around OFFSET 0) AS folder
         CROSS JOIN LATERAL (SELECT ways_beside($1, folder.around, $2) AS ways OFFSET 0) AS beside
          JOIN search_entries e ON e.parent_id = $1 AND shows(e, folder.around, beside.ways, $2)
        "#,
        folder,
        subjects
    )
    .fetch_one(executor)
    .await?;
    let count = |count: i64| usize::try_from(count).unwrap_or_default();
    let (folders, documents) = (count(row.folders), count(row.entries - row.folders));
    Ok(bytes(row.bytes).map(|bytes| Counts { folders, documents, bytes }))
}

/// The documents of a folder with these names, whatever the case of their letters: id, name and size.
pub async fn named_alike(
    executor: impl PgExecutor<'_>,
    folder: Uuid,
    names: &[String],
    subjects: &[String],
) -> sqlx::Result<Vec<(Uuid, String, i64)>> {
    let starts: Vec<String> = names.iter().map(|name| collation::alike(name)).collect();
    // The order and the limit are those of the index by name: without them PostgreSQL may read the whole folder by another
    // index. Names without a key of their own yet have the other one (`sort_keys.rs`).
    let rows = sqlx::query!(
        r#"
        SELECT n.id, n.name, alike.bytes AS "bytes!"
          FROM unnest($2::text[], $4::text[]) AS wanted (name, start)
          CROSS JOIN LATERAL (SELECT search_fold(wanted.name) AS folded OFFSET 0) AS f
          CROSS JOIN LATERAL (VALUES (wanted.start), (listing_name('', f.folded))) AS spelt (start)
          CROSS JOIN LATERAL (
              SELECT e.node_id, e.bytes FROM search_entries e
               WHERE e.parent_id = $1 AND e.is_folder = false AND e.name || '' = f.folded
                 AND e.sort_name >= spelt.start AND e.sort_name < spelt.start || U&'\+10FFFF'
               ORDER BY e.sort_name
               LIMIT 100
          ) AS alike
          CROSS JOIN LATERAL (SELECT id, name FROM nodes WHERE id = alike.node_id OFFSET 0) AS n
         WHERE level_of(n.id, $3) >= 1
        "#,
        folder,
        names,
        subjects,
        &starts
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name, row.bytes)).collect())
}

pub(super) fn kind(sha256: Option<Vec<u8>>, size: Option<i64>, content_type: Option<String>) -> Result<EntryKind> {
    Ok(match (sha256, size, content_type) {
        (Some(sha256), Some(size), Some(content_type)) => {
            EntryKind::Document { size: bytes(size)?, content_type, hash: hash(sha256)? }
        }
        _ => EntryKind::Folder,
    })
}

/// The size of each subfolder of this folder, in current versions, at any depth.
pub async fn folder_sizes(
    executor: impl PgExecutor<'_>,
    folder: Uuid,
    subjects: &[String],
) -> sqlx::Result<Vec<(Uuid, Result<u64>)>> {
    let rows = sqlx::query!(
        r#"
        WITH RECURSIVE below (top, id) AS (
            SELECT e.node_id, e.node_id FROM search_entries e
             WHERE e.parent_id = $1 AND e.is_folder AND level_of(e.node_id, $2) >= 1
            UNION ALL
            SELECT b.top, e.node_id
              FROM below b
              JOIN search_entries e ON e.parent_id = b.id AND e.is_folder
                                   AND (NOT e.has_own_access OR level_of(e.node_id, $2) >= 1)
        )
        SELECT b.top AS "top!", coalesce(sum(inside.bytes), 0)::bigint AS "size!"
          FROM below b
          -- Folder by folder, from the index alone.
          CROSS JOIN LATERAL (
              SELECT sum(bytes) AS bytes FROM search_entries e
               WHERE parent_id = b.id AND NOT is_folder AND (NOT has_own_access OR level_of(e.node_id, $2) >= 1)
              OFFSET 0
          ) inside
         GROUP BY b.top
        "#,
        folder,
        subjects
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.top, bytes(row.size))).collect())
}
