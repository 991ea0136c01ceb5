//! The table `uploads`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{
        changes::{Added, Outcome},
        name::Name,
        on_taken::OnTaken,
    },
    storage::{
        blobs::Stored,
        row::{bytes, hash},
    },
    uploads::upload::{Stage, Upload},
};

/// A row as it comes.
pub(super) struct Row {
    pub id: Uuid,
    pub owner: String,
    pub folder_id: Uuid,
    pub path: String,
    pub name: String,
    pub length: i64,
    pub key: Option<String>,
    pub on_taken: String,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub unverified_from: Option<i64>,
    pub sha256: Option<Vec<u8>>,
    pub head: Option<Vec<u8>>,
    pub outcome: Option<String>,
    pub document_id: Option<Uuid>,
    pub needs_decision: bool,
    pub modified_at: Option<OffsetDateTime>,
    pub awaits_scan: bool,
    pub refused: Option<String>,
    pub replaces: Option<Uuid>,
}

impl TryFrom<Row> for Upload {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let name =
            |text: &str| Name::parse(text).map_err(|error| Error::internal(format!("upload {}: {error}", row.id)));
        let length = bytes(row.length)?;
        let ended = row.outcome.as_deref().map(|text| outcome(row.id, text)).transpose()?;
        let stage = match (ended, row.document_id, row.sha256, row.head) {
            (Some(outcome), Some(document), ..) => Stage::Done(Added { outcome, document }),
            (_, _, Some(sha256), Some(head)) => {
                let (hash, size, modified_at) = (hash(sha256)?, length, row.modified_at);
                Stage::Waiting(Stored { hash, size, head, modified_at })
            }
            _ => Stage::Receiving,
        };
        Ok(Self {
            id: row.id,
            folder: row.folder_id,
            path: row.path.split('/').filter(|step| !step.is_empty()).map(name).collect::<Result<_>>()?,
            name: name(&row.name)?,
            length,
            key: row.key,
            on_taken: OnTaken::parse(&row.on_taken)
                .ok_or_else(|| Error::internal(format!("upload {}: unknown choice", row.id)))?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            unverified_from: row.unverified_from.map(bytes).transpose()?,
            needs_decision: row.needs_decision,
            awaits_scan: row.awaits_scan,
            refused: row.refused,
            replaces: row.replaces,
            modified_at: row.modified_at,
            stage,
            owner: row.owner,
        })
    }
}

pub(super) fn column(size: u64) -> Result<i64> {
    i64::try_from(size).map_err(|_| Error::internal("a size of more than 2^63 bytes"))
}

/// `nearest`: the deepest folder on its path that exists. `false`: there is one with its key already.
pub async fn add_upload(executor: impl PgExecutor<'_>, upload: &Upload, nearest: Uuid) -> Result<bool> {
    let (stored, done) = match &upload.stage {
        Stage::Receiving => (None, None),
        Stage::Waiting(stored) => (Some(stored), None),
        Stage::Done(added) => (None, Some(added)),
    };
    let added = sqlx::query!(
        "
        INSERT INTO uploads (id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, sha256, head,
                             needs_decision, nearest_id, outcome, document_id, modified_at, awaits_scan, replaces)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT (owner, key) WHERE key IS NOT NULL DO NOTHING
        ",
        upload.id,
        upload.owner,
        upload.folder,
        upload.path_text(),
        upload.name.as_str(),
        column(upload.length)?,
        upload.key.as_deref(),
        upload.on_taken.as_str(),
        upload.created_at,
        upload.expires_at,
        stored.map(|stored| &stored.hash.as_bytes()[..]),
        stored.map(|stored| &stored.head[..]),
        upload.needs_decision,
        nearest,
        done.map(|added| added.outcome.as_str()),
        done.map(|added| added.document),
        upload.modified_at,
        upload.awaits_scan,
        upload.replaces,
    )
    .execute(executor)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// By its id, or by the key that its sender gave it.
#[derive(Debug, Clone, Copy)]
pub enum Called<'a> {
    Id(Uuid),
    Key(&'a str),
}

/// `None`: there is no such upload, or it is somebody else's, or it has expired.
pub async fn upload(
    executor: impl PgExecutor<'_>,
    called: Called<'_>,
    owner: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<Result<Upload>>> {
    let (id, key) = match called {
        Called::Id(id) => (Some(id), None),
        Called::Key(key) => (None, Some(key)),
    };
    let row = sqlx::query_as!(
        Row,
        "
        SELECT id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, unverified_from,
               sha256, head, outcome, document_id, needs_decision, modified_at, awaits_scan, refused, replaces
          FROM uploads
         WHERE id = coalesce($1, (SELECT named.id FROM uploads named WHERE named.key = $2 AND named.owner = $3))
           AND owner = $3
           AND (expires_at > $4 OR needs_decision OR awaits_scan)
        ",
        id,
        key,
        owner,
        now
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(Upload::try_from))
}

/// This person's unfinished uploads: first those that wait for a decision, then the oldest.
pub async fn unfinished_uploads(
    executor: impl PgExecutor<'_>,
    owner: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Result<Vec<Upload>>> {
    let rows = sqlx::query_as!(
        Row,
        "
        SELECT id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, unverified_from,
               sha256, head, outcome, document_id, needs_decision, modified_at, awaits_scan, refused, replaces
          FROM uploads
         WHERE owner = $1 AND (expires_at > $2 OR needs_decision OR awaits_scan) AND outcome IS NULL
         ORDER BY needs_decision DESC, created_at, id
         LIMIT 5000
        ",
        owner,
        now
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(Upload::try_from).collect())
}

/// Bytes have arrived, or are about to: those after `unverified_from` do not count yet.
pub async fn touch_upload(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    unverified_from: Option<u64>,
    expires_at: OffsetDateTime,
) -> Result<()> {
    let unverified_from = unverified_from.map(column).transpose()?;
    sqlx::query!(
        "UPDATE uploads SET unverified_from = $2, expires_at = greatest(expires_at, $3) WHERE id = $1",
        id,
        unverified_from,
        expires_at
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// All bytes are there; from here on the blob store must keep them.
pub async fn upload_is_whole(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    stored: &Stored,
    expires_at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE uploads
           SET sha256 = $2, head = $3, unverified_from = NULL, expires_at = greatest(expires_at, $4), awaits_scan = false
         WHERE id = $1
        ",
        id,
        &stored.hash.as_bytes()[..],
        stored.head,
        expires_at
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// The bytes are not in the blob store after all.
pub async fn upload_is_not_whole(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET sha256 = NULL, head = NULL WHERE id = $1", id).execute(executor).await.map(|_| ())
}

/// Another folder, with nothing on the way.
pub async fn upload_goes_to(executor: impl PgExecutor<'_>, id: Uuid, folder: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET folder_id = $2, nearest_id = NULL, path = '' WHERE id = $1", id, folder)
        .execute(executor)
        .await
        .map(|_| ())
}

pub async fn upload_is_done(executor: impl PgExecutor<'_>, id: Uuid, added: Added) -> sqlx::Result<()> {
    let Added { outcome, document } = added;
    sqlx::query!("UPDATE uploads SET outcome = $2, document_id = $3 WHERE id = $1", id, outcome.as_str(), document)
        .execute(executor)
        .await
        .map(|_| ())
}

pub async fn remove_upload(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM uploads WHERE id = $1", id).execute(executor).await.map(|_| ())
}

/// Locks an upload until the transaction ends: others who would finish it wait. Returns how it ended, if it has.
///
/// # Errors
/// `NotFound` when it was discarded meanwhile.
pub async fn hold_upload(connection: &mut PgConnection, id: Uuid) -> Result<Option<Added>> {
    let row = sqlx::query!("SELECT outcome, document_id FROM uploads WHERE id = $1 FOR UPDATE", id)
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or_else(|| Error::not_found(format!("no upload {id}")))?;
    let outcome = row.outcome.as_deref().map(|text| outcome(id, text)).transpose()?;
    Ok(outcome.zip(row.document_id).map(|(outcome, document)| Added { outcome, document }))
}

fn outcome(id: Uuid, text: &str) -> Result<Outcome> {
    let known = Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == text);
    known.ok_or_else(|| Error::internal(format!("upload {id}: unknown outcome")))
}
