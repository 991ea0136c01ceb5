//! What lies in a folder, and how much lies below it.

use sqlx::PgExecutor;
use uuid::Uuid;

use crate::{
    Result,
    database::Database,
    documents::{
        document::{Entry, EntryKind, Listed},
        item::Trace,
        path::FolderPath,
        store::{
            ROOT,
            find::{bytes, hash},
            item::who,
        },
    },
};

/// What lies in a folder, in one round trip and no order. `None`: there is no such folder.
pub async fn list(database: &Database, path: &FolderPath) -> Result<Option<Listed>> {
    let names: Vec<String> = path.names().map(str::to_owned).collect();
    let rows = database
        .look_up(|| {
            sqlx::query!(
                r#"
                WITH RECURSIVE walk (id, depth) AS (
                    SELECT $1::uuid, 0
                    UNION ALL
                    SELECT n.id, w.depth + 1
                      FROM walk w
                      JOIN nodes n ON n.parent_id = w.id AND n.name = ($2::text[])[w.depth + 1]
                                  AND n.deletion_id IS NULL
                     WHERE w.depth < cardinality($2::text[])
                )
                SELECT f.id           AS folder,
                       c.id           AS "id?",
                       c.name         AS "name?",
                       c.revision     AS "revision?",
                       coalesce(v.created_at, c.updated_at)               AS "changed_at?",
                       coalesce(v.created_by, c.updated_by, c.created_by) AS "changed_by?",
                       coalesce(nullif(p.name, ''), p.email, '')          AS "changer!",
                       v.sha256       AS "sha256?",
                       v.size         AS "size?",
                       v.content_type AS "content_type?"
                  FROM walk w
                  JOIN nodes f ON f.id = w.id AND f.kind = 'folder'
                  LEFT JOIN nodes c ON c.parent_id = f.id AND c.deletion_id IS NULL
                                    AND (c.kind = 'folder' OR c.current_version_id IS NOT NULL)
                  LEFT JOIN versions v ON v.id = c.current_version_id
                  LEFT JOIN people p ON p.user_key = coalesce(v.created_by, c.updated_by, c.created_by)
                 WHERE w.depth = cardinality($2::text[])
                "#,
                ROOT,
                &names
            )
            .fetch_all(database.pool())
        })
        .await?;
    let Some(folder) = rows.first().map(|row| row.folder) else { return Ok(None) };
    // An empty folder is one line with nothing in it.
    let children = rows.into_iter().filter_map(|row| {
        let changed = Trace { at: row.changed_at?, by: who(row.changed_by?, row.changer) };
        Some((row.id?, row.name?, row.revision?, changed, row.sha256, row.size, row.content_type))
    });
    let entries = children.map(|(id, name, revision, changed, sha256, size, content_type)| {
        Ok(Entry { id, name, revision, changed, kind: kind(sha256, size, content_type)? })
    });
    Ok(Some(Listed { folder, entries: entries.collect::<Result<_>>()? }))
}

pub(super) fn kind(sha256: Option<Vec<u8>>, size: Option<i64>, content_type: Option<String>) -> Result<EntryKind> {
    Ok(match (sha256, size, content_type) {
        (Some(sha256), Some(size), Some(content_type)) => {
            EntryKind::Document { size: bytes(size)?, content_type, hash: hash(sha256)? }
        }
        _ => EntryKind::Folder,
    })
}

/// How much lies in each folder of this folder, in current versions, however deep.
pub async fn folder_sizes(executor: impl PgExecutor<'_>, folder: Uuid) -> sqlx::Result<Vec<(Uuid, Result<u64>)>> {
    let rows = sqlx::query!(
        r#"
        WITH RECURSIVE below (top, id) AS (
            SELECT id, id FROM nodes WHERE parent_id = $1 AND kind = 'folder' AND deletion_id IS NULL
            UNION ALL
            SELECT b.top, n.id
              FROM below b
              JOIN nodes n ON n.parent_id = b.id AND n.kind = 'folder' AND n.deletion_id IS NULL
        )
        SELECT b.top AS "top!", coalesce(sum(v.size), 0)::bigint AS "size!"
          FROM below b
          LEFT JOIN nodes d ON d.parent_id = b.id AND d.kind = 'document' AND d.deletion_id IS NULL
          LEFT JOIN versions v ON v.id = d.current_version_id
         GROUP BY b.top
        "#,
        folder
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.top, bytes(row.size))).collect())
}
