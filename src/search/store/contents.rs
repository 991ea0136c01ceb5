//! The words of each content, and the queue of those that are still to be read. No lock is held while one is read: who
//! takes one from the queue moves its time ahead, and what was not finished by then is taken again.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
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
) -> sqlx::Result<()> {
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
           SET state = $3, reason = $4, ready_at = coalesce($5, ready_at), worked_at = $6, reader = $7
         WHERE sha256 = $1 AND attempts = $2 AND state = 'waiting'
        ",
        taken.hash.as_bytes(),
        taken.attempt,
        state,
        reason,
        ready_at,
        now,
        reader
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

/// How many contents are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub waiting: i64,
    pub done: i64,
    pub partial: i64,
    pub empty: i64,
    pub failed: i64,
    pub unsupported: i64,
    /// Names whose words are to be worked out.
    pub names: i64,
}

pub async fn count_contents(executor: impl PgExecutor<'_>) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"
        SELECT count(*) FILTER (WHERE state = 'waiting')     AS "waiting!",
               count(*) FILTER (WHERE state = 'done')        AS "done!",
               count(*) FILTER (WHERE state = 'partial')     AS "partial!",
               count(*) FILTER (WHERE state = 'empty')       AS "empty!",
               count(*) FILTER (WHERE state = 'failed')      AS "failed!",
               count(*) FILTER (WHERE state = 'unsupported') AS "unsupported!",
               (SELECT count(*) FROM search_queue)           AS "names!"
          FROM contents
        "#
    )
    .fetch_one(executor)
    .await
}

/// The state of a content, with the reason; `None`: nobody has asked for it to be read.
pub async fn state(
    executor: impl PgExecutor<'_>,
    content: ContentHash,
) -> sqlx::Result<Option<(String, Option<String>)>> {
    let row = sqlx::query!("SELECT state, reason FROM contents WHERE sha256 = $1", content.as_bytes());
    Ok(row.fetch_optional(executor).await?.map(|row| (row.state, row.reason)))
}

/// One that gives trouble.
#[derive(Debug, Clone)]
pub struct Trouble {
    pub hash: Vec<u8>,
    pub state: String,
    pub reason: String,
    pub worked_at: Option<OffsetDateTime>,
    pub size: i64,
    /// A document with these bytes, if one is there.
    pub document: Option<Uuid>,
    pub place: Option<String>,
}

/// What failed, or did so the last time; the latest first.
pub async fn troubles(executor: impl PgExecutor<'_>, most: i64, subjects: &[String]) -> sqlx::Result<Vec<Trouble>> {
    sqlx::query_as!(
        Trouble,
        r#"
        SELECT c.sha256 AS hash, c.state, c.reason AS "reason!", c.worked_at, c.size,
               e.node_id AS "document?", e.place AS "place?"
          FROM contents c
          LEFT JOIN LATERAL (
              SELECT node_id, path_of(node_id) AS place FROM search_entries
               WHERE sha256 = c.sha256 AND path_of(node_id) IS NOT NULL AND level_of(node_id, $2) >= 1 LIMIT 1
          ) e ON true
         WHERE c.state IN ('failed', 'waiting', 'partial') AND c.reason IS NOT NULL
         ORDER BY c.worked_at DESC NULLS LAST LIMIT $1
        "#,
        most,
        subjects
    )
    .fetch_all(executor)
    .await
}

/// Puts one that failed, or all of them, back into the queue; gives how many.
pub async fn try_again(executor: impl PgExecutor<'_>, hash: Option<&ContentHash>) -> sqlx::Result<u64> {
    let hash = hash.map(|hash| hash.as_bytes().to_vec());
    let done = sqlx::query!(
        "
        UPDATE contents SET state = 'waiting', attempts = 0, ready_at = '-infinity', reason = NULL
         WHERE state IN ('failed', 'waiting', 'partial') AND reason IS NOT NULL AND ($1::bytea IS NULL OR sha256 = $1)
        ",
        hash
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}
