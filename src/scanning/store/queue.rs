//! What is still to be scanned. No lock is held while something is: who takes it from the queue moves its time ahead, and what was
//! not finished by then is taken again.

use sqlx::PgExecutor;
use time::OffsetDateTime;

use crate::{
    Result,
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// Bytes taken from the queue.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub hash: ContentHash,
    pub size: u64,
    /// Which attempt this is, from 1.
    pub attempt: i32,
}

/// Takes the next ones; until `later` they are nobody else's.
pub async fn take(
    executor: impl PgExecutor<'_>,
    now: OffsetDateTime,
    later: OffsetDateTime,
    most: i64,
) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        "
        UPDATE virus_scans SET ready_at = $2, attempts = attempts + 1
         WHERE sha256 IN (
             SELECT sha256 FROM virus_scans WHERE ready_at <= $1 ORDER BY ready_at LIMIT $3 FOR UPDATE SKIP LOCKED
         )
        RETURNING sha256, size, attempts
        ",
        now,
        later,
        most
    )
    .fetch_all(executor)
    .await?;
    let taken = rows.into_iter();
    taken.map(|row| Ok(Waiting { hash: hash(row.sha256)?, size: bytes(row.size)?, attempt: row.attempts })).collect()
}

/// Puts it back into the queue; `counts`: that it was tried counts.
pub async fn put_back(
    executor: impl PgExecutor<'_>,
    waiting: &Waiting,
    at: OffsetDateTime,
    counts: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE virus_scans SET ready_at = $3, attempts = CASE WHEN $4 THEN attempts ELSE greatest(attempts - 1, 0) END
         WHERE sha256 = $1 AND attempts = $2 AND ready_at IS NOT NULL
        ",
        waiting.hash.as_bytes(),
        waiting.attempt,
        at,
        counts
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// How many contents there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub waiting: i64,
    pub unscanned: i64,
    pub quarantined: i64,
    pub clean: i64,
}

pub async fn counts(executor: impl PgExecutor<'_>) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"
        SELECT count(*) FILTER (WHERE ready_at IS NOT NULL) AS "waiting!",
               count(*) FILTER (WHERE state = 'unscanned') AS "unscanned!",
               count(*) FILTER (WHERE is_quarantined(s)) AS "quarantined!",
               count(*) FILTER (WHERE state = 'clean') AS "clean!"
          FROM virus_scans s
        "#
    )
    .fetch_one(executor)
    .await
}

/// How many contents wait to be scanned.
pub async fn count_waiting(executor: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "waiting!" FROM virus_scans WHERE ready_at IS NOT NULL"#)
        .fetch_one(executor)
        .await
}

/// Puts a step of those documents' contents into the queue that have a result from before `then`: what could not be scanned, or
/// `all`. Gives how many.
pub async fn line_up(executor: impl PgExecutor<'_>, all: bool, then: OffsetDateTime, most: i64) -> sqlx::Result<u64> {
    let put = sqlx::query!(
        "
        UPDATE virus_scans SET ready_at = '-infinity', attempts = 0
         WHERE sha256 IN (
             SELECT sha256 FROM virus_scans
              WHERE ready_at IS NULL AND (state = 'unscanned' OR $1) AND (scanned_at <= $2 OR scanned_at IS NULL)
                AND EXISTS (SELECT FROM versions v WHERE v.sha256 = virus_scans.sha256)
              LIMIT $3
              FOR UPDATE SKIP LOCKED
         )
        ",
        all,
        then,
        most
    );
    Ok(put.execute(executor).await?.rows_affected())
}

/// The last of the next `most` after this one; `None`: there are fewer.
pub async fn end_of_step(executor: impl PgExecutor<'_>, after: &[u8], most: i64) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        "SELECT sha256 FROM virus_scans WHERE sha256 > $1 ORDER BY sha256 OFFSET $2::bigint - 1 LIMIT 1",
        after,
        most
    )
    .fetch_optional(executor)
    .await
}

/// Puts right what the trigger cannot know, after one content up to another: those that no version names go, unless something
/// was found in them or they were looked at lately, and may be about to be named; and one that went while a version came with it
/// comes back.
pub async fn tidy(executor: impl PgExecutor<'_>, after: &[u8], last: &[u8], then: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH gone AS (
            DELETE FROM virus_scans s
             WHERE s.sha256 > $1 AND s.sha256 <= $2 AND s.state <> 'infected'
               AND (s.scanned_at IS NULL OR s.scanned_at < $3)
               AND NOT EXISTS (SELECT FROM versions v WHERE v.sha256 = s.sha256)
        )
        INSERT INTO virus_scans (sha256, size)
        SELECT DISTINCT ON (v.sha256) v.sha256, v.size
          FROM versions v
         WHERE v.sha256 > $1 AND v.sha256 <= $2 AND v.size > 0
           AND NOT EXISTS (SELECT FROM virus_scans s WHERE s.sha256 = v.sha256)
         ORDER BY v.sha256
            ON CONFLICT DO NOTHING
        ",
        after,
        last,
        then
    )
    .execute(executor)
    .await
    .map(|_| ())
}
