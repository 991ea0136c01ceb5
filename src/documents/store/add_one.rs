//! Adding one folder or document, unless its name is taken.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    Error, Result, collation,
    documents::store::{NewFolder, NewVersion},
};

/// Adds a folder. `false`: the name is taken; the transaction can continue.
pub async fn add_folder(
    connection: &mut PgConnection,
    new: &NewFolder,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    let made = sqlx::query!(
        "
        INSERT INTO nodes (id, parent_id, name, kind, created_at, created_by, updated_at, sort_key)
        VALUES ($1, $2, $3, 'folder', $5, $4, $5, $6)
            ON CONFLICT (parent_id, name) WHERE deletion_id IS NULL DO NOTHING
        ",
        new.id,
        new.parent,
        new.name,
        by,
        at,
        collation::key(&new.name)
    )
    .execute(connection)
    .await?;
    Ok(made.rows_affected() == 1)
}

/// Adds a document with its first version. `false`: the name is taken; the transaction can continue.
pub async fn add_document(
    connection: &mut PgConnection,
    new: &NewVersion,
    by: &str,
    at: OffsetDateTime,
) -> Result<bool> {
    let Some((folder, name)) = &new.place else { return Err(Error::internal("a new document without a place")) };
    let made = sqlx::query!(
        "
        INSERT INTO nodes (id, parent_id, name, kind, created_at, created_by, updated_at, current_version_id, sort_key)
        VALUES ($1, $2, $3, 'document', $5, $4, $5, $6, $7)
            ON CONFLICT (parent_id, name) WHERE deletion_id IS NULL DO NOTHING
        ",
        new.document,
        folder,
        name,
        by,
        at,
        new.id,
        collation::key(name)
    )
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "
        INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_at, created_by, modified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9::timestamptz <= $7 THEN $9 END)
        ",
        new.id,
        new.document,
        new.number,
        new.hash.as_bytes(),
        i64::try_from(new.size).map_err(Error::internal)?,
        new.content_type,
        at,
        by,
        new.modified_at
    )
    .execute(connection)
    .await?;
    Ok(true)
}
