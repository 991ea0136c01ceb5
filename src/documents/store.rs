//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    database::Database,
    documents::{
        content_hash::ContentHash,
        document::{Document, Entry, EntryKind, Facts},
        path::{DocumentPath, FolderPath},
    },
};

/// The root folder's id, given by the migration.
pub const ROOT: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001);

/// What a path leads to.
pub enum Node {
    Folder,
    Document(Box<Document>),
}

/// Looks up what lies at a path, in one round trip. `None`: nothing.
pub async fn resolve(database: &Database, path: &DocumentPath) -> Result<Option<Node>> {
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
                     WHERE w.depth < cardinality($2::text[])
                )
                SELECT n.kind,
                       v.sha256       AS "sha256?",
                       v.size         AS "size?",
                       v.content_type AS "content_type?",
                       v.created_at   AS "changed_at?",
                       EXISTS (
                           SELECT FROM versions p
                            WHERE p.document_id = v.document_id
                              AND p.number = v.number - 1
                              AND date_trunc('second', p.created_at) >= date_trunc('second', v.created_at)
                       ) AS "shares_its_second!"
                  FROM walk w
                  JOIN nodes n ON n.id = w.id
                  LEFT JOIN versions v ON v.id = n.current_version_id
                 WHERE w.depth = cardinality($2::text[])
                "#,
                ROOT,
                &names
            )
            .fetch_optional(database.pool())
        })
        .await?;
    let Some(row) = row else { return Ok(None) };
    if row.kind == "folder" {
        return Ok(Some(Node::Folder));
    }
    // A document whose first version has not come is not there yet.
    let (Some(sha256), Some(size), Some(content_type), Some(changed_at)) =
        (row.sha256, row.size, row.content_type, row.changed_at)
    else {
        return Ok(None);
    };
    Ok(Some(Node::Document(Box::new(Document::new(&Facts {
        name: path.name(),
        hash: hash(sha256)?,
        size: bytes(size)?,
        content_type: &content_type,
        changed_at,
        shares_its_second: row.shares_its_second,
    })))))
}

/// What lies in a folder, in one round trip and no order. `None`: there is no such folder.
pub async fn list(database: &Database, path: &FolderPath) -> Result<Option<Vec<Entry>>> {
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
                     WHERE w.depth < cardinality($2::text[])
                )
                SELECT c.name         AS "name?",
                       c.kind         AS "kind?",
                       c.updated_at   AS "updated_at?",
                       v.sha256       AS "sha256?",
                       v.size         AS "size?",
                       v.content_type AS "content_type?",
                       v.created_at   AS "changed_at?"
                  FROM walk w
                  JOIN nodes f ON f.id = w.id AND f.kind = 'folder'
                  LEFT JOIN nodes c ON c.parent_id = f.id AND (c.kind = 'folder' OR c.current_version_id IS NOT NULL)
                  LEFT JOIN versions v ON v.id = c.current_version_id
                 WHERE w.depth = cardinality($2::text[])
                "#,
                ROOT,
                &names
            )
            .fetch_all(database.pool())
        })
        .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    // An empty folder is one line with nothing in it.
    let children = rows
        .into_iter()
        .filter_map(|row| Some((row.name?, row.updated_at?, row.changed_at, row.sha256, row.size, row.content_type)));
    children
        .map(|(name, updated_at, changed_at, sha256, size, content_type)| {
            let kind = match (sha256, size, content_type) {
                (Some(sha256), Some(size), Some(content_type)) => {
                    EntryKind::Document { size: bytes(size)?, content_type, hash: hash(sha256)? }
                }
                _ => EntryKind::Folder,
            };
            Ok(Entry { name, changed_at: changed_at.unwrap_or(updated_at), kind })
        })
        .collect::<Result<Vec<_>>>()
        .map(Some)
}

/// A node in some folder, as an import compares it with what it brings.
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
                 WHERE n.parent_id = $1
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

/// A folder that is to be.
#[derive(Debug, Clone)]
pub struct NewFolder {
    pub id: Uuid,
    pub parent: Uuid,
    pub name: String,
}

/// A version that is to be: the first of a new document, or the next of one that is there.
#[derive(Debug, Clone)]
pub struct NewVersion {
    pub id: Uuid,
    pub document: Uuid,
    /// Where the document is to be made; `None`: it is there.
    pub place: Option<(Uuid, String)>,
    pub number: i32,
    pub hash: ContentHash,
    pub size: u64,
    pub content_type: String,
}

/// Makes folders, parents before their children.
///
/// # Errors
/// `Conflict` if somebody has taken a name in the meantime.
pub async fn add_folders(
    connection: &mut PgConnection,
    folders: &[NewFolder],
    by: &str,
    at: OffsetDateTime,
) -> Result<()> {
    let ids: Vec<Uuid> = folders.iter().map(|folder| folder.id).collect();
    let parents: Vec<Uuid> = folders.iter().map(|folder| folder.parent).collect();
    let names: Vec<String> = folders.iter().map(|folder| folder.name.clone()).collect();
    sqlx::query!(
        "
        INSERT INTO nodes (id, parent_id, name, kind, created_at, created_by, updated_at)
        SELECT id, parent, name, 'folder', $4, $5, $4
          FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS new (id, parent, name)
        ",
        &ids,
        &parents,
        &names,
        at,
        by
    )
    .execute(connection)
    .await
    .map_err(taken)?;
    Ok(())
}

/// Adds versions, making the documents that are not there yet; each becomes its document's current one.
///
/// # Errors
/// `Conflict` if somebody has taken a name, or added the same version, in the meantime.
pub async fn add_versions(
    connection: &mut PgConnection,
    versions: &[NewVersion],
    by: &str,
    at: OffsetDateTime,
) -> Result<()> {
    let (mut new, mut parents, mut names, mut first) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut changed, mut next) = (Vec::new(), Vec::new());
    for version in versions {
        if let Some((parent, name)) = &version.place {
            new.push(version.document);
            parents.push(*parent);
            names.push(name.clone());
            first.push(version.id);
        } else {
            changed.push(version.document);
            next.push(version.id);
        }
    }
    // The key from a document to its current version is looked at when the transaction ends.
    sqlx::query!(
        "
        INSERT INTO nodes (id, parent_id, name, kind, created_at, created_by, updated_at, current_version_id)
        SELECT id, parent, name, 'document', $5, $6, $5, version
          FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) AS new (id, parent, name, version)
        ",
        &new,
        &parents,
        &names,
        &first,
        at,
        by
    )
    .execute(&mut *connection)
    .await
    .map_err(taken)?;
    let ids: Vec<Uuid> = versions.iter().map(|version| version.id).collect();
    let documents: Vec<Uuid> = versions.iter().map(|version| version.document).collect();
    let numbers: Vec<i32> = versions.iter().map(|version| version.number).collect();
    let hashes: Vec<Vec<u8>> = versions.iter().map(|version| version.hash.as_bytes().to_vec()).collect();
    let sizes = versions.iter().map(|version| i64::try_from(version.size)).collect::<Result<Vec<_>, _>>();
    let sizes = sizes.map_err(|_| Error::internal("a size of more than 2^63 bytes"))?;
    let types: Vec<String> = versions.iter().map(|version| version.content_type.clone()).collect();
    sqlx::query!(
        "
        INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_at, created_by)
        SELECT id, document, number, sha256, size, content_type, $7, $8
          FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bytea[], $5::bigint[], $6::text[])
               AS new (id, document, number, sha256, size, content_type)
        ",
        &ids,
        &documents,
        &numbers,
        &hashes,
        &sizes,
        &types,
        at,
        by
    )
    .execute(&mut *connection)
    .await
    .map_err(taken)?;
    sqlx::query!(
        "
        UPDATE nodes SET current_version_id = new.version, updated_at = $3
          FROM unnest($1::uuid[], $2::uuid[]) AS new (document, version)
         WHERE nodes.id = new.document
        ",
        &changed,
        &next,
        at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The named constraint is the validation.
fn taken(error: sqlx::Error) -> Error {
    let constraint = error.as_database_error().and_then(sqlx::error::DatabaseError::constraint);
    match constraint {
        Some(name @ ("nodes_name_is_free" | "versions_number_is_free")) => {
            Error::conflict("Somebody else has just changed this folder. Please try again.", name)
        }
        _ => error.into(),
    }
}

fn hash(sha256: Vec<u8>) -> Result<ContentHash> {
    ContentHash::try_from(sha256).map_err(|_| Error::internal("a SHA-256 in the database is not 32 bytes long"))
}

fn bytes(size: i64) -> Result<u64> {
    u64::try_from(size).map_err(|_| Error::internal("a size in the database is negative"))
}
