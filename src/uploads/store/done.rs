//! Uploads that are documents as soon as they have a row.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use super::upload::column;
use crate::{Result, uploads::upload::Upload};

/// Adds the rows of uploads of one person that are documents in this folder already. `false`: there is one with the key of
/// one of them.
pub async fn add_done_uploads(executor: impl PgExecutor<'_>, uploads: &[&Upload], folder: Uuid) -> Result<bool> {
    let ids: Vec<_> = uploads.iter().map(|upload| upload.id).collect();
    let owners: Vec<_> = uploads.iter().map(|upload| upload.owner.clone()).collect();
    let folders: Vec<_> = uploads.iter().map(|upload| upload.folder).collect();
    let paths: Vec<_> = uploads.iter().map(|upload| upload.path_text()).collect();
    let names: Vec<_> = uploads.iter().map(|upload| upload.name.to_string()).collect();
    let lengths = uploads.iter().map(|upload| column(upload.length)).collect::<Result<Vec<_>>>()?;
    let keys: Vec<_> = uploads.iter().map(|upload| upload.key.clone()).collect();
    let choices: Vec<_> = uploads.iter().map(|upload| upload.on_taken.as_str().to_owned()).collect();
    let created: Vec<_> = uploads.iter().map(|upload| upload.created_at).collect();
    let expire: Vec<_> = uploads.iter().map(|upload| upload.expires_at).collect();
    let modified: Vec<_> = uploads.iter().map(|upload| upload.modified_at).collect();
    let done: Vec<_> = uploads.iter().filter_map(|upload| upload.added()).collect();
    let outcomes: Vec<_> = done.iter().map(|added| added.outcome.as_str().to_owned()).collect();
    let documents: Vec<_> = done.iter().map(|added| added.document).collect();
    let added = sqlx::query!(
        "
        INSERT INTO uploads (id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, nearest_id,
                             outcome, document_id, modified_at)
        SELECT id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, $1,
               outcome, document_id, modified_at
          FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[],
                      $10::timestamptz[], $11::timestamptz[], $12::text[], $13::uuid[], $14::timestamptz[])
               AS new (id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, outcome, document_id,
                       modified_at)
            ON CONFLICT (owner, key) WHERE key IS NOT NULL DO NOTHING
        ",
        folder,
        &ids,
        &owners,
        &folders,
        &paths,
        &names,
        &lengths,
        &keys as &[Option<String>],
        &choices,
        &created,
        &expire,
        &outcomes,
        &documents,
        &modified as &[Option<OffsetDateTime>]
    )
    .execute(executor)
    .await?;
    Ok(added.rows_affected() == uploads.len() as u64)
}
