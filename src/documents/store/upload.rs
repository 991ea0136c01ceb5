//! The table `uploads`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{
        bytes::blobs::Stored,
        changes::OnTaken,
        name::Name,
        store::find::{bytes, hash},
        upload::upload::{Outcome, Stage, Upload},
    },
};

/// A row as it comes.
struct Row {
    id: Uuid,
    owner: String,
    folder_id: Uuid,
    path: String,
    name: String,
    length: i64,
    key: Option<String>,
    on_taken: String,
    created_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    unverified_from: Option<i64>,
    sha256: Option<Vec<u8>>,
    head: Option<Vec<u8>>,
    outcome: Option<String>,
    document_id: Option<Uuid>,
    needs_decision: bool,
}

impl TryFrom<Row> for Upload {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let name =
            |text: &str| Name::parse(text).map_err(|error| Error::internal(format!("upload {}: {error}", row.id)));
        let length = bytes(row.length)?;
        let ended = row.outcome.as_deref().map(|text| outcome(row.id, text)).transpose()?;
        let stage = match (ended, row.document_id, row.sha256, row.head) {
            (Some(outcome), Some(document), ..) => Stage::Done { outcome, document },
            (_, _, Some(sha256), Some(head)) => Stage::Waiting(Stored { hash: hash(sha256)?, size: length, head }),
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
            stage,
            owner: row.owner,
        })
    }
}

fn column(size: u64) -> Result<i64> {
    i64::try_from(size).map_err(|_| Error::internal("a size of more than 2^63 bytes"))
}

/// `false`: there is one with its key already.
pub async fn add_upload(executor: impl PgExecutor<'_>, upload: &Upload) -> Result<bool> {
    let stored = match &upload.stage {
        Stage::Waiting(stored) => Some(stored),
        _ => None,
    };
    let added = sqlx::query!(
        "
        INSERT INTO uploads (id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, sha256, head,
                             needs_decision)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
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

/// `None`: there is none, or it is somebody else's, or it has expired.
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
               sha256, head, outcome, document_id, needs_decision
          FROM uploads
         WHERE id = coalesce($1, (SELECT named.id FROM uploads named WHERE named.key = $2 AND named.owner = $3))
           AND owner = $3
           AND (expires_at > $4 OR needs_decision)
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

/// What this person has begun and not finished, the oldest first.
pub async fn unfinished_uploads(
    executor: impl PgExecutor<'_>,
    owner: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Result<Vec<Upload>>> {
    let rows = sqlx::query_as!(
        Row,
        "
        SELECT id, owner, folder_id, path, name, length, key, on_taken, created_at, expires_at, unverified_from,
               sha256, head, outcome, document_id, needs_decision
          FROM uploads
         WHERE owner = $1 AND (expires_at > $2 OR needs_decision) AND outcome IS NULL
         ORDER BY created_at, id
         LIMIT 5000
        ",
        owner,
        now
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(Upload::try_from).collect())
}

/// Bytes have come, or are about to: those behind `unverified_from` do not count yet.
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
        "UPDATE uploads SET sha256 = $2, head = $3, unverified_from = NULL, expires_at = greatest(expires_at, $4) WHERE id = $1",
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

/// Its person has to say what becomes of it.
pub async fn upload_needs_decision(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET needs_decision = true WHERE id = $1", id).execute(executor).await.map(|_| ())
}

/// For whom uploads wait, and how many; one person's, or everybody's.
pub async fn count_undecided(executor: impl PgExecutor<'_>, owner: Option<&str>) -> sqlx::Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        r#"
        SELECT owner, count(*) AS "count!" FROM uploads
         WHERE needs_decision AND outcome IS NULL AND ($1::text IS NULL OR owner = $1)
         GROUP BY owner
        "#,
        owner
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.owner, row.count)).collect())
}

/// An upload that nobody has ended, with what is known of its person.
pub struct Left {
    pub upload: Upload,
    pub person: String,
    pub email: Option<String>,
}

/// Uploads whose bytes are all in the store, or have these ids, which need nobody's word and have no document. The oldest
/// first.
pub async fn uploads_left(executor: impl PgExecutor<'_>, spooled: &[Uuid]) -> sqlx::Result<Result<Vec<Left>>> {
    let rows = sqlx::query!(
        r#"
        SELECT u.id, u.owner, u.folder_id, u.path, u.name, u.length, u.key, u.on_taken, u.created_at, u.expires_at,
               u.unverified_from, u.sha256, u.head, u.outcome, u.document_id, u.needs_decision,
               coalesce(p.name, '') AS "person!", p.email AS "email?"
          FROM uploads u
          LEFT JOIN people p ON p.user_key = u.owner
         WHERE (u.sha256 IS NOT NULL OR u.id = ANY ($1)) AND u.outcome IS NULL AND NOT u.needs_decision
         ORDER BY u.created_at
         LIMIT 1000
        "#,
        spooled
    )
    .fetch_all(executor)
    .await?;
    let read = rows.into_iter().map(|row| {
        let upload = Upload::try_from(Row {
            id: row.id,
            owner: row.owner,
            folder_id: row.folder_id,
            path: row.path,
            name: row.name,
            length: row.length,
            key: row.key,
            on_taken: row.on_taken,
            created_at: row.created_at,
            expires_at: row.expires_at,
            unverified_from: row.unverified_from,
            sha256: row.sha256,
            head: row.head,
            outcome: row.outcome,
            document_id: row.document_id,
            needs_decision: row.needs_decision,
        })?;
        Ok(Left { upload, person: row.person, email: row.email })
    });
    Ok(read.collect())
}

/// Another folder, with nothing on the way.
pub async fn upload_goes_to(executor: impl PgExecutor<'_>, id: Uuid, folder: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET folder_id = $2, path = '' WHERE id = $1", id, folder)
        .execute(executor)
        .await
        .map(|_| ())
}

pub async fn upload_is_done(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    outcome: Outcome,
    document: Uuid,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET outcome = $2, document_id = $3 WHERE id = $1", id, outcome.as_str(), document)
        .execute(executor)
        .await
        .map(|_| ())
}

/// How many a person has under way.
pub async fn count_uploads(executor: impl PgExecutor<'_>, owner: &str, now: OffsetDateTime) -> sqlx::Result<i64> {
    let counted = sqlx::query_scalar!(
        r#"
        SELECT count(*) AS "count!" FROM uploads
         WHERE owner = $1 AND outcome IS NULL AND (expires_at > $2 OR sha256 IS NOT NULL)
        "#,
        owner,
        now
    );
    counted.fetch_one(executor).await
}

/// The bytes of all uploads that are announced and not there entirely.
pub async fn announced_bytes(executor: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<u64> {
    let announced = sqlx::query_scalar!(
        r#"
        SELECT least(coalesce(sum(length), 0), 9223372036854775807)::bigint AS "bytes!"
          FROM uploads WHERE outcome IS NULL AND sha256 IS NULL AND expires_at > $1
        "#,
        now
    );
    bytes(announced.fetch_one(executor).await?)
}

/// The bytes of all uploads into a folder and those below that are no documents yet.
pub async fn announced_below(executor: impl PgExecutor<'_>, folder: Uuid, now: OffsetDateTime) -> Result<u64> {
    let announced = sqlx::query_scalar!(
        r#"
        WITH RECURSIVE up (length, id) AS (
            SELECT sum(length), folder_id
              FROM uploads
             WHERE outcome IS NULL AND (sha256 IS NOT NULL OR expires_at > $2)
             GROUP BY folder_id
            UNION ALL
            SELECT up.length, n.parent_id FROM up JOIN nodes n ON n.id = up.id WHERE n.parent_id IS NOT NULL
        )
        SELECT least(coalesce(sum(length), 0), 9223372036854775807)::bigint AS "bytes!" FROM up WHERE id = $1
        "#,
        folder,
        now
    );
    bytes(announced.fetch_one(executor).await?)
}

pub async fn remove_upload(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM uploads WHERE id = $1", id).execute(executor).await.map(|_| ())
}

/// What is to be swept away.
pub async fn expired_uploads(executor: impl PgExecutor<'_>, now: OffsetDateTime) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM uploads WHERE expires_at <= $1 AND NOT (needs_decision AND outcome IS NULL) ORDER BY expires_at LIMIT 1000", now)
        .fetch_all(executor)
        .await
}

/// Which of these ids no upload has.
pub async fn without_upload(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM unnest($1::uuid[]) AS id WHERE NOT EXISTS (SELECT FROM uploads WHERE uploads.id = id.id)"#,
        ids
    )
    .fetch_all(executor)
    .await
}

/// Holds an upload until the transaction ends: others who would end it wait. How it ended, if it has.
///
/// # Errors
/// `NotFound` when it was thrown away meanwhile.
pub async fn hold_upload(connection: &mut PgConnection, id: Uuid) -> Result<Option<(Outcome, Uuid)>> {
    let row = sqlx::query!("SELECT outcome, document_id FROM uploads WHERE id = $1 FOR UPDATE", id)
        .fetch_optional(connection)
        .await?;
    let row = row.ok_or_else(|| Error::not_found(format!("no upload {id}")))?;
    let outcome = row.outcome.as_deref().map(|text| outcome(id, text)).transpose()?;
    Ok(outcome.zip(row.document_id))
}

fn outcome(id: Uuid, text: &str) -> Result<Outcome> {
    let known = Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == text);
    known.ok_or_else(|| Error::internal(format!("upload {id}: unknown outcome")))
}
