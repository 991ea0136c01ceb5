//! Uploads without a sender: complete ones, ones that need a decision, expired ones.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    access::absent_person::Absent,
    uploads::{store::upload::Row, upload::Upload},
};

/// Its person has to say what becomes of it.
pub async fn upload_needs_decision(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET needs_decision = true WHERE id = $1", id).execute(executor).await.map(|_| ())
}

/// All bytes are in the spool, and cannot be scanned now.
pub async fn upload_awaits_scan(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE uploads SET awaits_scan = true, unverified_from = NULL WHERE id = $1", id)
        .execute(executor)
        .await
        .map(|_| ())
}

/// It becomes no document, and its person was not there to hear that: kept until they have seen why. It takes no room any more.
pub async fn upload_is_refused(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    why: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE uploads SET refused = $2, awaits_scan = false, needs_decision = true, expires_at = $3 WHERE id = $1",
        id,
        why,
        now
    )
    .execute(executor)
    .await
    .map(|_| ())
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

/// An unfinished upload, with what is known of its person.
pub struct Abandoned {
    pub upload: Upload,
    pub person: Absent,
}

/// Uploads whose bytes are all in the store, or that have these ids, which need no decision and have no document yet.
/// The oldest first.
pub async fn abandoned_uploads(
    executor: impl PgExecutor<'_>,
    spooled: &[Uuid],
) -> sqlx::Result<Result<Vec<Abandoned>>> {
    let rows = sqlx::query!(
        r#"
        SELECT u.id, u.owner, u.folder_id, u.path, u.name, u.length, u.key, u.on_taken, u.created_at, u.expires_at,
               u.unverified_from, u.sha256, u.head, u.outcome, u.document_id, u.needs_decision, u.modified_at,
               u.awaits_scan, u.refused, u.replaces,
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
            modified_at: row.modified_at,
            awaits_scan: row.awaits_scan,
            refused: row.refused,
            replaces: row.replaces,
        })?;
        let person = Absent { key: upload.owner.clone(), name: row.person, email: row.email };
        Ok(Abandoned { upload, person })
    });
    Ok(read.collect())
}

/// Expired uploads, to be removed.
pub async fn expired_uploads(executor: impl PgExecutor<'_>, now: OffsetDateTime) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM uploads WHERE expires_at <= $1 AND NOT ((needs_decision OR awaits_scan) AND outcome IS NULL) ORDER BY expires_at LIMIT 1000", now)
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
