//! The words of each content, and the queue of those that are still to be read. No lock is held while one is read: who
//! takes one from the queue moves its time ahead, and what was not finished by then is taken again.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use crate::{
    Result,
    search::extract::Scans,
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// One content, taken from the queue.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub hash: ContentHash,
    pub size: u64,
    pub content_type: String,
    /// Which attempt this is, from 1.
    pub attempt: i32,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    Done,
    /// Something was left out.
    Partial {
        reason: &'a str,
    },
    /// There are no words in it.
    Empty,
    Unsupported {
        reason: Option<&'a str>,
    },
    Failed {
        reason: &'a str,
    },
    Again {
        at: OffsetDateTime,
        reason: &'a str,
    },
}

/// Takes the next ones; until `later` they are nobody else's.
pub async fn take_waiting(
    executor: impl PgExecutor<'_>,
    now: OffsetDateTime,
    later: OffsetDateTime,
    most: i64,
) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        "
        UPDATE contents SET ready_at = $2, attempts = attempts + 1
         WHERE sha256 IN (
             SELECT sha256 FROM contents
              WHERE state = 'waiting' AND ready_at <= $1
              ORDER BY ready_at LIMIT $3
              FOR UPDATE SKIP LOCKED
         )
        RETURNING sha256, size, content_type, attempts
        ",
        now,
        later,
        most
    )
    .fetch_all(executor)
    .await?;
    let taken = rows.into_iter().map(|row| {
        let (hash, size) = (hash(row.sha256)?, bytes(row.size)?);
        Ok(Waiting { hash, size, content_type: row.content_type, attempt: row.attempts })
    });
    taken.collect()
}

/// Puts a few of those in line again that former readers have read; gives how many. Their words stay until then.
pub async fn read_anew(executor: impl PgExecutor<'_>, reader: i16, most: i64) -> sqlx::Result<u64> {
    let queued = sqlx::query!(
        "
        UPDATE contents SET state = 'waiting', attempts = 0, ready_at = '-infinity', reason = NULL
         WHERE sha256 IN (
             SELECT sha256 FROM contents WHERE state <> 'waiting' AND reader < $1
              ORDER BY reader LIMIT $2
              FOR UPDATE SKIP LOCKED
         )
        ",
        reader,
        most
    )
    .execute(executor)
    .await?;
    Ok(queued.rows_affected())
}

/// Keeps the words of a text and its blocks, which count from 1. `false`: another attempt has been begun meanwhile.
pub async fn keep_words(
    connection: &mut PgConnection,
    taken: &Waiting,
    words: &str,
    blocks: &[&str],
) -> sqlx::Result<bool> {
    let kept = sqlx::query!(
        "UPDATE contents SET words = $3::text::tsvector WHERE sha256 = $1 AND attempts = $2 AND state = 'waiting'",
        taken.hash.as_bytes(),
        taken.attempt,
        words
    )
    .execute(&mut *connection)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("DELETE FROM content_blocks WHERE sha256 = $1", taken.hash.as_bytes())
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "
        INSERT INTO content_blocks (sha256, number, text)
        SELECT $1, number, text FROM unnest($2::text[]) WITH ORDINALITY AS blocks (text, number)
        ",
        taken.hash.as_bytes(),
        blocks as &[&str]
    )
    .execute(connection)
    .await?;
    Ok(true)
}

/// Ends an attempt, after its words were kept and that is committed: a document that comes meanwhile is either seen here,
/// or sees the words. One that has come too late, because another has been begun, changes nothing.
pub async fn end_attempt(
    executor: impl PgExecutor<'_>,
    taken: &Waiting,
    now: OffsetDateTime,
    reader: i16,
    outcome: Outcome<'_>,
    scans: &Scans,
) -> sqlx::Result<()> {
    let pages: &[i32] = if let Scans::Pages(pages) = scans { pages } else { &[] };
    let (state, reason, ready_at) = match outcome {
        Outcome::Done => ("done", None, None),
        Outcome::Partial { reason } => ("partial", Some(reason), None),
        Outcome::Empty => ("empty", None, None),
        Outcome::Unsupported { reason } => ("unsupported", reason, None),
        Outcome::Failed { reason } => ("failed", Some(reason), None),
        Outcome::Again { at, reason } => ("waiting", Some(reason), Some(at)),
    };
    sqlx::query!(
        "
        WITH queued AS (
            INSERT INTO search_queue (node_id)
            -- Held, so that none of them goes before its place in the queue stands.
            SELECT node_id FROM search_entries WHERE sha256 = $1 AND $3 <> 'waiting' FOR KEY SHARE
                ON CONFLICT DO NOTHING
        )
        UPDATE contents
           SET state = $3, reason = $4, ready_at = coalesce($5, ready_at), worked_at = $6, reader = $7,
               -- What was recognized once stays so; what is tried again says nothing about it.
               scan = CASE WHEN $3 = 'waiting' THEN scan
                           WHEN NOT $8 THEN 'none'
                           WHEN scan = 'none' THEN 'waiting'
                           ELSE scan END,
               scan_pages = CASE WHEN $3 = 'waiting' THEN scan_pages ELSE $9 END
         WHERE sha256 = $1 AND attempts = $2 AND state = 'waiting'
        ",
        taken.hash.as_bytes(),
        taken.attempt,
        state,
        reason,
        ready_at,
        now,
        reader,
        *scans != Scans::None,
        pages
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// The last of the next `most` contents after this one; `None`: there are fewer.
pub async fn end_of_step(executor: impl PgExecutor<'_>, after: &[u8], most: i64) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        "SELECT sha256 FROM contents WHERE sha256 > $1 ORDER BY sha256 OFFSET $2::bigint - 1 LIMIT 1",
        after,
        most
    )
    .fetch_optional(executor)
    .await
}

/// Puts right what the triggers cannot know, after one content up to another: those that no version names any more go, and
/// one that went while a version came with it comes back.
pub async fn tidy_contents(executor: impl PgExecutor<'_>, after: &[u8], last: &[u8]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH gone AS (
            DELETE FROM contents c
             WHERE c.sha256 > $1 AND c.sha256 <= $2 AND NOT EXISTS (SELECT FROM versions v WHERE v.sha256 = c.sha256)
        )
        INSERT INTO contents (sha256, size, content_type)
        SELECT DISTINCT ON (v.sha256) v.sha256, v.size, v.content_type
          FROM versions v
         WHERE v.sha256 > $1 AND v.sha256 <= $2 AND NOT EXISTS (SELECT FROM contents c WHERE c.sha256 = v.sha256)
         ORDER BY v.sha256, v.content_type
            ON CONFLICT DO NOTHING
        ",
        after,
        last
    )
    .execute(executor)
    .await
    .map(|_| ())
}
