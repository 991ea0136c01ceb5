//! Finding: each question of a request is one round trip.

use uuid::Uuid;

use crate::{
    Error, Result,
    database::Database,
    documents::{
        document::{Document, Facts},
        item::ROOT,
        path::DocumentPath,
    },
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// What a path leads to.
pub enum Node {
    Folder,
    Document {
        document: Box<Document>,
        /// Its parent folder.
        folder: Uuid,
    },
}

/// Looks up the item at a path, in one round trip.
pub async fn resolve(database: &Database, path: &DocumentPath, subjects: &[String]) -> Result<Option<Node>> {
    let names: Vec<String> = path.names().map(str::to_owned).collect();
    let row = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT n.id,
                       n.kind,
                       coalesce(n.parent_id, $1) AS "folder!",
                       v.number       AS "number?",
                       v.sha256       AS "sha256?",
                       v.size         AS "size?",
                       v.content_type AS "content_type?",
                       v.created_at   AS "added_at?",
                       v.modified_at  AS "modified_at?",
                       EXISTS (
                           SELECT FROM versions p
                            WHERE p.document_id = v.document_id
                              AND p.number < v.number
                              AND date_trunc('second', coalesce(p.modified_at, p.created_at))
                                = date_trunc('second', coalesce(v.modified_at, v.created_at))
                       ) AS "shares_its_second!"
                  FROM nodes n
                  LEFT JOIN versions v ON v.id = n.current_version_id
                 WHERE n.id = node_at($1, $2)
                   AND (level_of(n.id, $3) >= 1 OR n.kind = 'folder' AND leads(n.id, $3))
                "#,
                ROOT,
                &names,
                subjects
            )
            .fetch_optional(database.pool())
        })
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.kind == "folder" {
        return Ok(Some(Node::Folder));
    }
    // A document whose first version has not been added does not exist yet.
    let (Some(version), Some(sha256), Some(size), Some(content_type), Some(added_at)) =
        (row.number, row.sha256, row.size, row.content_type, row.added_at)
    else {
        return Ok(None);
    };
    let document = Document::new(&Facts {
        item: row.id,
        version,
        path: path.as_str(),
        name: path.name(),
        hash: hash(sha256)?,
        size: bytes(size)?,
        content_type: &content_type,
        changed_at: row.modified_at.unwrap_or(added_at),
        added_at,
        shares_its_second: row.shares_its_second,
    });
    Ok(Some(Node::Document { document: Box::new(document), folder: row.folder }))
}

/// An entry of a folder, as an import compares it with the files that it brings.
#[derive(Debug, Clone)]
pub struct Known {
    pub id: Uuid,
    /// `None`: a folder.
    pub version: Option<KnownVersion>,
}

#[derive(Debug, Clone)]
pub struct KnownVersion {
    pub number: i32,
    pub hash: ContentHash,
    pub size: u64,
}

/// Everything in one folder, with its current versions.
pub async fn children(database: &Database, folder: Uuid) -> Result<Vec<(String, Known)>> {
    let rows = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT n.id, n.name, n.kind,
                       v.number AS "number?",
                       v.sha256 AS "sha256?",
                       v.size   AS "size?"
                  FROM nodes n
                  LEFT JOIN versions v ON v.id = n.current_version_id
                 WHERE n.parent_id = $1 AND not_deleted(n)
                "#,
                folder
            )
            .fetch_all(database.pool())
        })
        .await?;
    rows.into_iter()
        .map(|row| {
            let version = match (row.number, row.sha256, row.size) {
                (Some(number), Some(sha256), Some(size)) => {
                    Some(KnownVersion { number, hash: hash(sha256)?, size: bytes(size)? })
                }
                _ if row.kind == "folder" => None,
                _ => return Err(Error::internal(format!("document {} has no version", row.id))),
            };
            Ok((row.name, Known { id: row.id, version }))
        })
        .collect()
}
