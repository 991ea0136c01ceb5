//! What is recognized in scans and pictures, and the queue of those that wait for it. As with texts, no lock is held while one is
//! worked on: who takes one moves its time ahead, again after each page, and what was not finished by then is taken again.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use crate::{
    Result,
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// One content, taken from the queue.
#[derive(Debug, Clone)]
pub struct WaitingScan {
    pub hash: ContentHash,
    pub size: u64,
    /// Its pages without text; empty: all pages of a picture.
    pub pages: Vec<i32>,
    /// Which attempt this is since the last page was recognized, from 1.
    pub attempt: i32,
    /// Until then it is nobody else's; it tells this attempt from others.
    pub until: OffsetDateTime,
}

/// A page that was worked on.
#[derive(Debug, Clone)]
pub struct RecognizedPage {
    pub page: i32,
    pub text: String,
    /// Why it cannot be made a picture of.
    pub reason: Option<String>,
    /// Milliseconds.
    pub took: i32,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanOutcome {
    Done,
    Partial(String),
    Empty,
    Failed(String),
    Again {
        at: OffsetDateTime,
        reason: String,
    },
    /// Somebody else's work comes first.
    Later,
}

/// Takes the next one, unless a text is due to be read.
pub async fn take_scan(
    executor: impl PgExecutor<'_>,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<Option<WaitingScan>> {
    let row = sqlx::query!(
        "
        UPDATE contents SET scan_ready_at = $2, scan_attempts = scan_attempts + 1
         WHERE sha256 = (
             SELECT sha256 FROM contents
              WHERE scan = 'waiting' AND scan_ready_at <= $1
                AND NOT EXISTS (SELECT FROM contents WHERE state = 'waiting' AND ready_at <= $1)
              ORDER BY scan_ready_at LIMIT 1
              FOR UPDATE SKIP LOCKED
         )
        RETURNING sha256, size, scan_pages, scan_attempts, scan_ready_at
        ",
        now,
        until
    )
    .fetch_optional(executor)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (hash, size) = (hash(row.sha256)?, bytes(row.size)?);
    Ok(Some(WaitingScan { hash, size, pages: row.scan_pages, attempt: row.scan_attempts, until: row.scan_ready_at }))
}

/// Whether a text is due to be read.
pub async fn is_text_due(executor: impl PgExecutor<'_>, now: OffsetDateTime) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM contents WHERE state = 'waiting' AND ready_at <= $1) AS "is_due!""#,
        now
    )
    .fetch_one(executor)
    .await
}

/// The pages that were worked on before, in their order.
pub async fn recognized_pages(
    executor: impl PgExecutor<'_>,
    content: ContentHash,
) -> sqlx::Result<Vec<RecognizedPage>> {
    sqlx::query_as!(
        RecognizedPage,
        "SELECT page, text, reason, took FROM recognized_pages WHERE sha256 = $1 ORDER BY page",
        content.as_bytes()
    )
    .fetch_all(executor)
    .await
}

/// Why not all of it was recognized, if that is so and stays so.
pub async fn scan_left_out(executor: impl PgExecutor<'_>, content: ContentHash) -> sqlx::Result<Option<String>> {
    let reason = sqlx::query_scalar!(
        "SELECT scan_reason FROM contents WHERE sha256 = $1 AND scan = 'partial'",
        content.as_bytes()
    );
    Ok(reason.fetch_optional(executor).await?.flatten())
}

/// Keeps a page, and the content for longer. `false`: it is somebody else's by now, or is gone.
pub async fn keep_page(
    connection: &mut PgConnection,
    taken: &mut WaitingScan,
    page: &RecognizedPage,
    until: OffsetDateTime,
) -> sqlx::Result<bool> {
    let kept = sqlx::query_scalar!(
        "
        UPDATE contents SET scan_ready_at = $3, scan_attempts = 1
         WHERE sha256 = $1 AND scan = 'waiting' AND scan_ready_at = $2
        RETURNING scan_ready_at
        ",
        taken.hash.as_bytes(),
        taken.until,
        until
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(until) = kept else { return Ok(false) };
    sqlx::query!(
        "
        INSERT INTO recognized_pages (sha256, page, text, reason, took) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (sha256, page) DO UPDATE SET text = excluded.text, reason = excluded.reason, took = excluded.took
        ",
        taken.hash.as_bytes(),
        page.page,
        page.text,
        page.reason,
        page.took
    )
    .execute(connection)
    .await?;
    (taken.attempt, taken.until) = (1, until);
    Ok(true)
}

/// Ends an attempt. Where there is something new to find, the content is read again, which takes the words in. `false`: it is
/// somebody else's by now, or is gone.
pub async fn end_scan(
    executor: impl PgExecutor<'_>,
    taken: &WaitingScan,
    now: OffsetDateTime,
    outcome: &ScanOutcome,
) -> sqlx::Result<bool> {
    let (scan, reason, ready_at) = match outcome {
        ScanOutcome::Done => ("done", None, None),
        ScanOutcome::Partial(reason) => ("partial", Some(reason), None),
        ScanOutcome::Empty => ("empty", None, None),
        ScanOutcome::Failed(reason) => ("failed", Some(reason), None),
        ScanOutcome::Again { at, reason } => ("waiting", Some(reason), Some(*at)),
        ScanOutcome::Later => ("waiting", None, Some(now)),
    };
    // What was put off has not been tried.
    let untried = i32::from(*outcome == ScanOutcome::Later);
    let is_new = matches!(outcome, ScanOutcome::Done | ScanOutcome::Partial(_));
    let ended = sqlx::query!(
        "
        UPDATE contents
           SET scan = $3, scan_reason = $4, scan_ready_at = coalesce($5, scan_ready_at), scan_ended_at = $6,
               scan_attempts = scan_attempts - $7,
               state = CASE WHEN $8 THEN 'waiting' ELSE state END,
               -- One that is being read just now is taken by somebody else, and what was read too early does not count.
               attempts = CASE WHEN $8 AND state <> 'waiting' THEN 0 ELSE attempts END,
               ready_at = CASE WHEN $8 THEN '-infinity' ELSE ready_at END,
               reason = CASE WHEN $8 THEN NULL ELSE reason END
         WHERE sha256 = $1 AND scan = 'waiting' AND scan_ready_at = $2
        ",
        taken.hash.as_bytes(),
        taken.until,
        scan,
        reason,
        ready_at,
        now,
        untried,
        is_new
    )
    .execute(executor)
    .await?;
    Ok(ended.rows_affected() > 0)
}
