//! Whole trees: all descendants of some folders, at one moment.

use std::collections::HashMap;

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// One of the requested items, or a descendant of one.
#[derive(Debug, Clone)]
pub struct TreeNode {
    pub id: Uuid,
    /// Its parent folder, if that is part of the tree too.
    pub parent: Option<Uuid>,
    /// How many levels below the requested item.
    pub depth: i32,
    pub name: String,
    pub changed_at: OffsetDateTime,
    /// `None`: a folder.
    pub content: Option<(ContentHash, u64)>,
}

/// The size of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeSize {
    /// Folders and documents, including the requested items.
    pub nodes: u64,
    pub documents: u64,
    /// Of their current versions.
    pub bytes: u64,
}

/// These nodes and all that is visible below them, each once, parents before their children. At most `most`
/// rows are read.
pub async fn tree(
    executor: impl PgExecutor<'_>,
    roots: &[Uuid],
    most: i64,
    subjects: &[String],
) -> sqlx::Result<Result<Vec<TreeNode>>> {
    let rows = sqlx::query!(
        r#"
        WITH RECURSIVE tree (id, parent_id, depth, name, kind, updated_at, version) AS (
            SELECT n.id, NULL::uuid, 0, n.name, n.kind, n.updated_at, n.current_version_id
              FROM nodes n
             WHERE n.id = ANY ($1)
               AND path_of(n.id) IS NOT NULL
               AND level_of(n.id, $3) >= 1
               AND is_live(n)
            UNION ALL
            SELECT c.id, c.parent_id, t.depth + 1, c.name, c.kind, c.updated_at, c.current_version_id
              FROM tree t
              JOIN nodes c ON c.parent_id = t.id AND is_live(c) AND visible_below(c, $3)
             WHERE t.version IS NULL
        )
        SELECT t.id           AS "id!",
               t.parent_id,
               t.depth        AS "depth!",
               t.name         AS "name!",
               t.updated_at   AS "updated_at!",
               v.sha256       AS "sha256?",
               v.size         AS "size?",
               coalesce(v.modified_at, v.created_at) AS "changed_at?"
          -- The limit stands inside: then the recursion itself stops there.
          FROM (SELECT * FROM tree LIMIT $2) t
          LEFT JOIN versions v ON v.id = t.version
        "#,
        roots,
        most,
        subjects
    )
    .fetch_all(executor)
    .await?;
    let read = || {
        // A requested item inside a requested folder is found twice: it stays in its folder.
        let mut deepest = HashMap::with_capacity(rows.len());
        for row in rows {
            let content = match (row.sha256, row.size) {
                (Some(sha256), Some(size)) => Some((hash(sha256)?, bytes(size)?)),
                _ => None,
            };
            let changed_at = row.changed_at.unwrap_or(row.updated_at);
            let (id, parent, depth, name) = (row.id, row.parent_id, row.depth, row.name);
            let node = TreeNode { id, parent, depth, name, changed_at, content };
            let known = deepest.entry(id).or_insert_with(|| node.clone());
            if known.depth < node.depth {
                *known = node;
            }
        }
        let mut nodes: Vec<TreeNode> = deepest.into_values().collect();
        nodes.sort_by(|left, right| (left.depth, &left.name, left.id).cmp(&(right.depth, &right.name, right.id)));
        Ok(nodes)
    };
    Ok(read())
}

/// The size of the trees of these nodes, including themselves, up to `most` of them.
pub async fn tree_size(
    executor: impl PgExecutor<'_>,
    roots: &[Uuid],
    most: i64,
    subjects: &[String],
) -> sqlx::Result<Result<TreeSize>> {
    let row = sqlx::query!(
        r#"
        WITH RECURSIVE tree (id, version) AS (
            SELECT n.id, n.current_version_id
              FROM nodes n
             WHERE n.id = ANY ($1)
               AND path_of(n.id) IS NOT NULL
               AND level_of(n.id, $3) >= 1
               AND is_live(n)
            UNION ALL
            SELECT c.id, c.current_version_id
              FROM tree t
              JOIN nodes c ON c.parent_id = t.id AND is_live(c) AND visible_below(c, $3)
             WHERE t.version IS NULL
        )
        SELECT count(*)                            AS "nodes!",
               count(v.id)                         AS "documents!",
               coalesce(sum(v.size), 0)::bigint    AS "bytes!"
          FROM (SELECT * FROM tree LIMIT $2) t
          LEFT JOIN versions v ON v.id = t.version
        "#,
        roots,
        most,
        subjects
    )
    .fetch_one(executor)
    .await?;
    let read = || Ok(TreeSize { nodes: bytes(row.nodes)?, documents: bytes(row.documents)?, bytes: bytes(row.bytes)? });
    Ok(read())
}

/// Whether nothing of this is hidden from these subjects. What was deleted for good hides nothing.
pub async fn all_in_sight(executor: impl PgExecutor<'_>, ids: &[Uuid], subjects: &[String]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT NOT EXISTS (SELECT FROM nodes n WHERE n.id = ANY ($1) AND level_of(n.id, $2) < 1) AS "all!""#,
        ids,
        subjects
    )
    .fetch_one(executor)
    .await
}
