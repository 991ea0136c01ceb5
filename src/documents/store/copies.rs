//! The tables `copies` and `copy_folders`: large copies, and what of them is still to be done.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result, collation,
    documents::store::subtree::{Below, BelowContent},
    storage::row::{bytes, hash},
};

/// A large copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyRow {
    pub id: Uuid,
    pub source_id: Uuid,
    pub folder_id: Uuid,
    pub top_id: Uuid,
    pub name: String,
    pub started_by: String,
    pub request_id: String,
    pub started_at: OffsetDateTime,
    /// running, done, failed or cancelled.
    pub state: String,
    pub total: i64,
    pub copied: i64,
    pub documents: i64,
    /// What is granted on the source itself is granted on the copy, too.
    pub keeps_grants: bool,
    /// For the person.
    pub reason: Option<String>,
}

/// Begins a copy: its top folder is there, aside, and its contents are still to be copied.
pub async fn add_copy(connection: &mut PgConnection, copy: &CopyRow, deletion: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH aside AS (
            INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by, is_copy, documents, bytes)
            VALUES ($10, $4, '', $8, $6, true, 0, 0)
        ), hidden AS (
            UPDATE nodes SET deletion_id = $10 WHERE id = $4
        ), first AS (
            INSERT INTO copy_folders (copy_id, target_id, source_id) VALUES ($1, $4, $2)
        )
        INSERT INTO copies (id, source_id, folder_id, top_id, name, started_by, request_id, started_at, total, copied, keeps_grants)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $11)
        ",
        copy.id,
        copy.source_id,
        copy.folder_id,
        copy.top_id,
        copy.name,
        copy.started_by,
        copy.request_id,
        copy.started_at,
        copy.total,
        deletion,
        copy.keeps_grants
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// The copies that are being made, the oldest first.
pub async fn running_copies(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM copies WHERE state = 'running' ORDER BY started_at, id LIMIT 1000")
        .fetch_all(executor)
        .await
}

/// A copy that is being made, held until the transaction ends; `None`: it has ended, or another process is working on
/// it. With `waiting` it waits for the other process.
pub async fn hold_copy(connection: &mut PgConnection, id: Uuid, waiting: bool) -> sqlx::Result<Option<CopyRow>> {
    if waiting {
        sqlx::query!("SELECT FROM copies WHERE id = $1 FOR UPDATE", id).fetch_optional(&mut *connection).await?;
    }
    sqlx::query_as!(
        CopyRow,
        "
        SELECT id, source_id, folder_id, top_id, name, started_by, request_id, started_at, state, total, copied,
               documents, keeps_grants, reason
          FROM copies
         WHERE id = $1 AND state = 'running'
           FOR UPDATE SKIP LOCKED
        ",
        id
    )
    .fetch_optional(connection)
    .await
}

/// One copy by its id, or the latest of a person.
pub async fn copies(
    executor: impl PgExecutor<'_>,
    id: Option<Uuid>,
    by: Option<&str>,
    most: i64,
) -> sqlx::Result<Vec<CopyRow>> {
    sqlx::query_as!(
        CopyRow,
        "
        SELECT id, source_id, folder_id, top_id, name, started_by, request_id, started_at, state, total, copied,
               documents, keeps_grants, reason
          FROM copies
         WHERE ($1::uuid IS NULL OR id = $1) AND ($2::text IS NULL OR started_by = $2)
         ORDER BY started_at DESC, id DESC
         LIMIT $3
        ",
        id,
        by,
        most
    )
    .fetch_all(executor)
    .await
}

/// A folder of a copy whose contents are still to be copied.
#[allow(clippy::struct_field_names)] // as the columns are called
pub struct Pending {
    pub target_id: Uuid,
    pub source_id: Uuid,
    pub after_id: Option<Uuid>,
}

pub async fn next_pending(connection: &mut PgConnection, copy: Uuid) -> sqlx::Result<Option<Pending>> {
    sqlx::query_as!(
        Pending,
        "SELECT target_id, source_id, after_id FROM copy_folders WHERE copy_id = $1 ORDER BY target_id LIMIT 1",
        copy
    )
    .fetch_optional(connection)
    .await
}

/// The next items of a folder, ordered by id, so that items that appear or disappear meanwhile do not shift the
/// others.
pub async fn contents_after(
    connection: &mut PgConnection,
    pending: &Pending,
    most: i64,
    subjects: &[String],
) -> Result<Vec<Below>> {
    let rows = sqlx::query!(
        r#"
        SELECT n.id, n.name, n.description,
               v.sha256       AS "sha256?",
               v.size         AS "size?",
               v.content_type AS "content_type?",
               v.modified_at  AS "modified_at?"
          FROM nodes n
          LEFT JOIN versions v ON v.id = n.current_version_id
         WHERE n.parent_id = $1 AND is_live(n) AND visible_below(n, $4)
           AND ($2::uuid IS NULL OR n.id > $2)
         ORDER BY n.id
         LIMIT $3
        "#,
        pending.source_id,
        pending.after_id,
        most,
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
            Ok(Below { id: row.id, parent: pending.source_id, name: row.name, description: row.description, content })
        })
        .collect()
}

/// More of a copy is done: of this folder all up to `after`, or all of it. `folders`: new ones with the ones that they are
/// copies of.
pub async fn note_copied(
    connection: &mut PgConnection,
    copy: Uuid,
    pending: &Pending,
    after: Option<Uuid>,
    folders: &[(Uuid, Uuid)],
    documents: i64,
) -> sqlx::Result<()> {
    let (targets, sources): (Vec<Uuid>, Vec<Uuid>) = folders.iter().copied().unzip();
    match after {
        Some(after) => {
            sqlx::query!(
                "UPDATE copy_folders SET after_id = $3 WHERE copy_id = $1 AND target_id = $2",
                copy,
                pending.target_id,
                after
            )
            .execute(&mut *connection)
            .await?;
        }
        None => {
            sqlx::query!("DELETE FROM copy_folders WHERE copy_id = $1 AND target_id = $2", copy, pending.target_id)
                .execute(&mut *connection)
                .await?;
        }
    }
    let more = i64::try_from(folders.len()).unwrap_or_default() + documents;
    sqlx::query!(
        "
        WITH pending AS (
            INSERT INTO copy_folders (copy_id, target_id, source_id)
            SELECT $1, target, source FROM unnest($2::uuid[], $3::uuid[]) AS new (target, source)
        )
        UPDATE copies SET copied = copied + $4, documents = documents + $5 WHERE id = $1
        ",
        copy,
        &targets,
        &sources,
        more,
        documents
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// The copy is complete: it is at its target, under this name, visible to everybody.
pub async fn show_copy(connection: &mut PgConnection, top: Uuid, name: &str, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE nodes SET deletion_id = NULL, name = $2, updated_at = $3, sort_key = $4 WHERE id = $1",
        top,
        name,
        at,
        collation::key(name)
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM deletions WHERE node_id = $1 AND is_copy", top).execute(connection).await.map(|_| ())
}

/// The copy ends incomplete; what there is of it is purged from `now` on.
pub async fn drop_copy(connection: &mut PgConnection, top: Uuid, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("UPDATE deletions SET purge_at = $2 WHERE node_id = $1 AND is_copy", top, now)
        .execute(connection)
        .await
        .map(|_| ())
}

pub async fn end_copy(
    connection: &mut PgConnection,
    id: Uuid,
    state: &str,
    reason: Option<&str>,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM copy_folders WHERE copy_id = $1", id).execute(&mut *connection).await?;
    sqlx::query!("UPDATE copies SET state = $2, reason = $3, ended_at = $4 WHERE id = $1", id, state, reason, at)
        .execute(connection)
        .await
        .map(|_| ())
}

/// Forgets copies that ended before this moment.
pub async fn forget_copies(executor: impl PgExecutor<'_>, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM copies WHERE ended_at <= $1", before).execute(executor).await.map(|_| ())
}
