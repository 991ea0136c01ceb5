//! Adding: many rows in one statement each, inside the caller's transaction.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Error, Result, collation, storage::content_hash::ContentHash};

/// A folder to be added.
#[derive(Debug, Clone)]
pub struct NewFolder {
    pub id: Uuid,
    pub parent: Uuid,
    pub name: String,
}

/// A version to be added: the first of a new document, or the next of an existing one.
#[derive(Debug, Clone)]
pub struct NewVersion {
    pub id: Uuid,
    pub document: Uuid,
    /// Where a new document is made; `None`: it exists.
    pub place: Option<(Uuid, String)>,
    pub number: i32,
    pub hash: ContentHash,
    pub size: u64,
    pub content_type: String,
    /// When the file itself was last changed; a time in the future is dropped.
    pub modified_at: Option<OffsetDateTime>,
}

/// Adds folders, parents before their children.
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
    let keys: Vec<String> = names.iter().map(|name| collation::key(name)).collect();
    sqlx::query!(
        "
        INSERT INTO nodes (id, parent_id, name, kind, created_at, created_by, updated_at, sort_key)
        SELECT id, parent, name, 'folder', $4, $5, $4, key
          FROM unnest($1::uuid[], $2::uuid[], $3::text[], $6::text[]) AS new (id, parent, name, key)
        ",
        &ids,
        &parents,
        &names,
        at,
        by,
        &keys
    )
    .execute(connection)
    .await
    .map_err(taken)?;
    Ok(())
}

/// Adds versions, and the documents that do not exist yet; each becomes its document's current version.
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
    let keys: Vec<String> = names.iter().map(|name| collation::key(name)).collect();
    sqlx::query!(
        "
        INSERT INTO nodes (id, parent_id, name, kind, created_at, created_by, updated_at, current_version_id, sort_key)
        SELECT id, parent, name, 'document', $5, $6, $5, version, key
          FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $7::text[]) AS new (id, parent, name, version, key)
        ",
        &new,
        &parents,
        &names,
        &first,
        at,
        by,
        &keys
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
    let modified: Vec<Option<OffsetDateTime>> = versions.iter().map(|version| version.modified_at).collect();
    sqlx::query!(
        "
        INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_at, created_by, modified_at)
        SELECT id, document, number, sha256, size, content_type, $7, $8, CASE WHEN modified <= $7 THEN modified END
          FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bytea[], $5::bigint[], $6::text[], $9::timestamptz[])
               AS new (id, document, number, sha256, size, content_type, modified)
        ",
        &ids,
        &documents,
        &numbers,
        &hashes,
        &sizes,
        &types,
        at,
        by,
        &modified as &[Option<OffsetDateTime>]
    )
    .execute(&mut *connection)
    .await
    .map_err(taken)?;
    if changed.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "
        UPDATE nodes SET current_version_id = new.version, updated_at = $3, updated_by = $4
          FROM unnest($1::uuid[], $2::uuid[]) AS new (document, version)
         WHERE nodes.id = new.document
        ",
        &changed,
        &next,
        at,
        by
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether all of these exist outside the trash.
pub async fn are_there(connection: &mut PgConnection, nodes: &[Uuid]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        SELECT NOT EXISTS (
                   SELECT FROM unnest($1::uuid[]) AS wish (id)
                    WHERE NOT EXISTS (SELECT FROM nodes n WHERE n.id = wish.id AND path_of(n.id) IS NOT NULL)
               ) AS "are_there!"
        "#,
        nodes
    )
    .fetch_one(connection)
    .await
}

/// The named constraint is the validation.
fn taken(error: sqlx::Error) -> Error {
    let constraint = error.as_database_error().and_then(sqlx::error::DatabaseError::constraint);
    match constraint {
        Some(name @ ("nodes_name_is_free" | "versions_number_is_free")) => {
            Error::conflict(text!("change-meanwhile"), name)
        }
        _ => error.into(),
    }
}
