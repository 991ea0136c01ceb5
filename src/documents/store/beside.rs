//! What lies at a path and beside a document, and which bytes are still named.

use std::collections::HashSet;

use uuid::Uuid;

use crate::{
    Result,
    database::Database,
    documents::{bytes::content_hash::ContentHash, path::FolderPath, store::ROOT, store::find::hash},
};

/// A document in the same folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    pub id: Uuid,
    pub name: String,
}

/// The documents of a folder, in no order.
pub async fn siblings(database: &Database, folder: Uuid) -> Result<Vec<Sibling>> {
    database
        .look_up(|| {
            sqlx::query_as!(
                Sibling,
                "SELECT id, name FROM nodes
                  WHERE parent_id = $1 AND kind = 'document' AND deletion_id IS NULL AND current_version_id IS NOT NULL",
                folder
            )
            .fetch_all(database.pool())
        })
        .await
}

/// The id of what lies at a path, and whether it is a folder.
pub async fn locate(database: &Database, path: &FolderPath) -> Result<Option<(Uuid, bool)>> {
    let names: Vec<String> = path.names().map(str::to_owned).collect();
    let row = database
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
                SELECT n.id, n.kind = 'folder' AS "is_folder!"
                  FROM walk w
                  JOIN nodes n ON n.id = w.id
                 WHERE w.depth = cardinality($2::text[])
                   AND (n.kind = 'folder' OR n.current_version_id IS NOT NULL)
                "#,
                ROOT,
                &names
            )
            .fetch_optional(database.pool())
        })
        .await?;
    Ok(row.map(|row| (row.id, row.is_folder)))
}

/// Those of these hashes that a version has.
pub async fn named(database: &Database, hashes: &[Vec<u8>]) -> Result<HashSet<ContentHash>> {
    let rows = database
        .look_up(|| {
            sqlx::query_scalar!("SELECT DISTINCT sha256 FROM versions WHERE sha256 = ANY($1::bytea[])", hashes)
                .fetch_all(database.pool())
        })
        .await?;
    rows.into_iter().map(hash).collect()
}
