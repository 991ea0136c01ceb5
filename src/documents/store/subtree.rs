//! Everything in a folder, for copying it.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// A descendant of the requested item; parents come before their children.
pub struct Below {
    pub id: Uuid,
    pub parent: Uuid,
    pub name: String,
    pub description: String,
    /// `None`: a folder.
    pub content: Option<BelowContent>,
}

pub struct BelowContent {
    pub hash: ContentHash,
    pub size: u64,
    pub content_type: String,
    pub modified_at: Option<OffsetDateTime>,
}

pub async fn subtree(connection: &mut PgConnection, folder: Uuid, subjects: &[String]) -> Result<Vec<Below>> {
    let rows = sqlx::query!(
        r#"
        WITH RECURSIVE down (id, depth) AS (
            SELECT $1::uuid, 0
            UNION ALL
            SELECT n.id, down.depth + 1
              FROM down
              JOIN nodes n ON n.parent_id = down.id AND is_live(n) AND visible_below(n, $2)
        )
        SELECT n.id, n.parent_id AS "parent!", n.name, n.description,
               v.sha256       AS "sha256?",
               v.size         AS "size?",
               v.content_type AS "content_type?",
               v.modified_at  AS "modified_at?"
          FROM down
          JOIN nodes n ON n.id = down.id
          LEFT JOIN versions v ON v.id = n.current_version_id
         WHERE down.depth > 0
         ORDER BY down.depth
        "#,
        folder,
        subjects
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let content = match (row.sha256, row.size, row.content_type) {
                (Some(sha256), Some(size), Some(content_type)) => {
                    let (hash, size, modified_at) = (hash(sha256)?, bytes(size)?, row.modified_at);
                    Some(BelowContent { hash, size, content_type, modified_at })
                }
                _ => None,
            };
            Ok(Below { id: row.id, parent: row.parent, name: row.name, description: row.description, content })
        })
        .collect()
}

/// Gives things that were just made their descriptions.
pub async fn describe_all(connection: &mut PgConnection, ids: &[Uuid], texts: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE nodes SET description = new.text
          FROM unnest($1::uuid[], $2::text[]) AS new (id, text)
         WHERE nodes.id = new.id
        ",
        ids,
        texts
    )
    .execute(connection)
    .await
    .map(|_| ())
}
