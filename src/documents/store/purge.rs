//! Removal from the trash for good: which deletions are marked for it, and one step of it.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// A deletion that was marked to be purged.
pub struct Condemned {
    pub deletion: Uuid,
    pub node: Uuid,
    pub path: String,
    pub documents: Option<i64>,
}

/// Which deletions are to be purged.
#[derive(Debug, Clone, Copy)]
pub enum Doomed {
    One(Uuid),
    /// Up to a moment, the oldest first.
    DeletedBefore(OffsetDateTime),
}

/// Marks deletions of items that these subjects own, if they are not marked yet, or only for a later time; at most
/// `most` of them.
pub async fn condemn(
    connection: &mut PgConnection,
    which: Doomed,
    purge_at: OffsetDateTime,
    most: i64,
    subjects: &[String],
) -> sqlx::Result<Vec<Condemned>> {
    let (one, before) = match which {
        Doomed::One(deletion) => (Some(deletion), None),
        Doomed::DeletedBefore(before) => (None, Some(before)),
    };
    sqlx::query_as!(
        Condemned,
        r#"
        UPDATE deletions SET purge_at = $3
         WHERE id IN (
                   SELECT id FROM deletions
                    WHERE (id = $1 OR deleted_at <= $2) AND (purge_at IS NULL OR purge_at > $3) AND NOT is_copy
                      AND level_of(node_id, $5) >= 3
                    ORDER BY deleted_at, id
                    LIMIT $4
                      FOR UPDATE
               )
        RETURNING id AS deletion, node_id AS node, path, documents
        "#,
        one,
        before,
        purge_at,
        most,
        subjects
    )
    .fetch_all(connection)
    .await
}

/// Deletions whose time to be purged has come, the oldest first.
pub async fn to_purge(executor: impl PgExecutor<'_>, now: OffsetDateTime) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM deletions WHERE purge_at <= $1 ORDER BY purge_at, id LIMIT 1000", now)
        .fetch_all(executor)
        .await
}

/// How far the purge of a deletion has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many things went; there are more.
    Gone(usize),
    /// The deletion has ended, with this many items.
    Ended(usize),
    /// There is nothing to purge, or another process is working on it.
    NotOurs,
}

/// Removes up to `most` items for good. What was deleted from inside earlier stays in the trash on its own, as if it
/// had been in the parent folder.
pub async fn purge_step(
    connection: &mut PgConnection,
    deletion: Uuid,
    now: OffsetDateTime,
    most: i32,
) -> sqlx::Result<Step> {
    let top = sqlx::query_scalar!(
        "SELECT node_id FROM deletions WHERE id = $1 AND purge_at <= $2 FOR UPDATE SKIP LOCKED",
        deletion,
        now
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(top) = top else { return Ok(Step::NotOurs) };
    let gone =
        sqlx::query_scalar!(r#"SELECT purge_step($1, $2) AS "gone!""#, top, most).fetch_one(&mut *connection).await?;
    if gone >= most {
        return Ok(Step::Gone(usize::try_from(gone).unwrap_or_default()));
    }
    sqlx::query!("DELETE FROM versions WHERE document_id = $1", top).execute(&mut *connection).await?;
    sqlx::query!("DELETE FROM nodes WHERE id = $1", top).execute(connection).await?;
    Ok(Step::Ended(usize::try_from(gone).unwrap_or_default() + 1))
}
