//! One folder or document with all its details.

use sqlx::PgExecutor;
use uuid::Uuid;

use crate::{
    Result,
    access::level::Level,
    documents::item::{Content, Item, ItemKind, ROOT, Trace, Who},
    storage::row::{bytes, hash},
};

/// By its id; `None`: it does not exist, or is in the trash.
pub async fn item(executor: impl PgExecutor<'_>, id: Uuid, subjects: &[String]) -> sqlx::Result<Option<Result<Item>>> {
    Ok(items(executor, &[id], subjects).await?.pop())
}

/// The item at these names, from the root on.
pub async fn item_at(
    executor: impl PgExecutor<'_> + Copy,
    names: &[String],
    subjects: &[String],
) -> sqlx::Result<Option<Result<Item>>> {
    let id = sqlx::query_scalar!("SELECT node_at($1, $2)", ROOT, names).fetch_one(executor).await?;
    match id {
        Some(id) => item(executor, id, subjects).await,
        None => Ok(None),
    }
}

/// By their ids and in that order, without those that do not exist or are in the trash.
pub async fn items(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
    subjects: &[String],
) -> sqlx::Result<Vec<Result<Item>>> {
    let rows = sqlx::query!(
        r#"
        -- Where they lie is worked out once for each folder.
        WITH around AS MATERIALIZED (
            SELECT id, path_of(id) AS path
              FROM (SELECT DISTINCT n.parent_id AS id FROM unnest($1::uuid[]) AS one JOIN nodes n ON n.id = one) AS folders
        )
        SELECT n.id, n.parent_id, n.name, n.kind, n.revision, n.description, n.quota,
               n.created_at, n.created_by, n.updated_at, n.inherits, n.has_grants,
               granted.level AS "level!",
               coalesce(n.updated_by, n.created_by)            AS "updated_by!",
               CASE around.path WHEN '' THEN n.name ELSE coalesce(around.path || '/' || n.name, '') END AS "path!",
               coalesce(nullif(c.name, ''), c.email, '')       AS "creator!",
               coalesce(nullif(u.name, ''), u.email, '')       AS "updater!",
               coalesce(nullif(w.name, ''), w.email, '')       AS "writer!",
               v.number       AS "number?",
               v.sha256       AS "sha256?",
               v.size         AS "size?",
               v.content_type AS "content_type?",
               v.created_at   AS "added_at?",
               v.created_by   AS "added_by?",
               v.modified_at  AS "modified_at?"
          FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place)
          JOIN nodes n ON n.id = asked.id
         CROSS JOIN LATERAL (SELECT level_of(n.id, $2) AS level OFFSET 0) granted
          LEFT JOIN around ON around.id = n.parent_id
          LEFT JOIN versions v ON v.id = n.current_version_id
          LEFT JOIN people c ON c.user_key = n.created_by
          LEFT JOIN people u ON u.user_key = coalesce(n.updated_by, n.created_by)
          LEFT JOIN people w ON w.user_key = v.created_by
         WHERE granted.level >= 1 AND is_live(n) AND (n.parent_id IS NULL OR around.path IS NOT NULL)
         ORDER BY asked.place
        "#,
        ids,
        subjects
    )
    .fetch_all(executor)
    .await?;
    let read = rows.into_iter().map(|row| {
        let kind = match (row.number, row.sha256, row.size, row.content_type, row.added_at, row.added_by) {
            (Some(version), Some(sha256), Some(size), Some(content_type), Some(at), Some(by)) => {
                let added = Trace { at, by: Who::of(by, row.writer) };
                let (hash, size, modified_at) = (hash(sha256)?, bytes(size)?, row.modified_at);
                ItemKind::Document(Content { version, hash, size, content_type, added, modified_at })
            }
            _ => ItemKind::Folder,
        };
        Ok(Item {
            level: Level::of(row.level)?,
            inherits: row.inherits,
            has_grants: row.has_grants,
            id: row.id,
            parent: row.parent_id,
            name: row.name,
            path: row.path,
            revision: row.revision,
            description: row.description,
            quota: row.quota.map(bytes).transpose()?,
            created: Trace { at: row.created_at, by: Who::of(row.created_by, row.creator) },
            updated: Trace { at: row.updated_at, by: Who::of(row.updated_by, row.updater) },
            kind,
        })
    });
    Ok(read.collect())
}
