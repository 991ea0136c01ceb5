//! How far contents are read and recognized, what gives trouble, and the way back into the queues.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::storage::content_hash::ContentHash;

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
    pub scans: ScanCounts,
}

/// The same for words in scans and pictures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScanCounts {
    pub waiting: i64,
    pub recognized: i64,
    pub without_words: i64,
    pub failed: i64,
}

pub async fn count_contents(executor: impl PgExecutor<'_>) -> sqlx::Result<Counts> {
    let row = sqlx::query!(
        r#"
        SELECT count(*) FILTER (WHERE state = 'waiting')            AS "waiting!",
               count(*) FILTER (WHERE state = 'done')               AS "done!",
               count(*) FILTER (WHERE state = 'partial')            AS "partial!",
               count(*) FILTER (WHERE state = 'empty')              AS "empty!",
               count(*) FILTER (WHERE state = 'failed')             AS "failed!",
               count(*) FILTER (WHERE state = 'unsupported')        AS "unsupported!",
               count(*) FILTER (WHERE scan = 'waiting')             AS "scans_waiting!",
               count(*) FILTER (WHERE scan IN ('done', 'partial'))  AS "scans_recognized!",
               count(*) FILTER (WHERE scan = 'empty')               AS "scans_without_words!",
               count(*) FILTER (WHERE scan = 'failed')              AS "scans_failed!",
               (SELECT count(*) FROM search_queue)                  AS "names!"
          FROM contents
        "#
    )
    .fetch_one(executor)
    .await?;
    Ok(Counts {
        waiting: row.waiting,
        done: row.done,
        partial: row.partial,
        empty: row.empty,
        failed: row.failed,
        unsupported: row.unsupported,
        names: row.names,
        scans: ScanCounts {
            waiting: row.scans_waiting,
            recognized: row.scans_recognized,
            without_words: row.scans_without_words,
            failed: row.scans_failed,
        },
    })
}

/// How much waits in the queues: texts to be read, names whose words are to be worked out, scans. By the indexes of the
/// queues, however many contents there are.
pub async fn queued(executor: impl PgExecutor<'_>) -> sqlx::Result<Queued> {
    sqlx::query_as!(
        Queued,
        r#"
        SELECT (SELECT count(*) FROM contents WHERE state = 'waiting') AS "texts!",
               (SELECT count(*) FROM search_queue)                     AS "names!",
               (SELECT count(*) FROM contents WHERE scan = 'waiting')  AS "scans!"
        "#
    )
    .fetch_one(executor)
    .await
}

/// What waits in the queues of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    pub texts: i64,
    pub names: i64,
    pub scans: i64,
}

/// The states of a content, with their reasons.
#[derive(Debug, Clone)]
pub struct States {
    pub state: String,
    pub reason: Option<String>,
    pub scan: String,
    pub scan_reason: Option<String>,
}

/// `None`: nobody has asked for it to be read.
pub async fn states(executor: impl PgExecutor<'_>, content: ContentHash) -> sqlx::Result<Option<States>> {
    sqlx::query_as!(
        States,
        "SELECT state, reason, scan, scan_reason FROM contents WHERE sha256 = $1",
        content.as_bytes()
    )
    .fetch_optional(executor)
    .await
}

/// One that gives trouble.
#[derive(Debug, Clone)]
pub struct Trouble {
    pub hash: Vec<u8>,
    /// Whether it will be tried again by itself.
    pub is_waiting: bool,
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
        WITH troubled AS (
            (SELECT sha256, size, state = 'waiting' AS is_waiting, reason, worked_at FROM contents
              WHERE state IN ('failed', 'waiting', 'partial') AND reason IS NOT NULL
              ORDER BY worked_at DESC NULLS LAST LIMIT $1)
            UNION ALL
            -- What is left out of a text that was read is said there.
            (SELECT sha256, size, scan = 'waiting', scan_reason, scan_ended_at FROM contents
              WHERE scan_reason IS NOT NULL AND scan IN ('failed', 'waiting')
              ORDER BY scan_ended_at DESC NULLS LAST LIMIT $1)
        )
        SELECT c.sha256 AS "hash!", c.is_waiting AS "is_waiting!", c.reason AS "reason!", c.worked_at, c.size AS "size!",
               e.node_id AS "document?", e.place AS "place?"
          FROM troubled c
          LEFT JOIN LATERAL (
              SELECT node_id, path_of(node_id) AS place FROM search_entries
               WHERE sha256 = c.sha256 AND path_of(node_id) IS NOT NULL AND level_of(node_id, $2) >= 1 LIMIT 1
          ) e ON true
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
        WITH troubled AS (
            SELECT sha256, state IN ('failed', 'waiting', 'partial') AND reason IS NOT NULL AS is_text,
                   scan IN ('failed', 'waiting', 'partial') AND scan_reason IS NOT NULL AS is_scan
              FROM contents
             WHERE (reason IS NOT NULL OR scan_reason IS NOT NULL) AND ($1::bytea IS NULL OR sha256 = $1)
        ), forgotten AS (
            DELETE FROM recognized_pages p USING troubled t
             WHERE p.sha256 = t.sha256 AND t.is_scan AND p.reason IS NOT NULL
        )
        UPDATE contents c
           SET state = CASE WHEN is_text THEN 'waiting' ELSE state END,
               attempts = CASE WHEN is_text THEN 0 ELSE attempts END,
               ready_at = CASE WHEN is_text THEN '-infinity' ELSE ready_at END,
               reason = CASE WHEN is_text THEN NULL ELSE reason END,
               scan = CASE WHEN is_scan THEN 'waiting' ELSE scan END,
               scan_attempts = CASE WHEN is_scan THEN 0 ELSE scan_attempts END,
               scan_ready_at = CASE WHEN is_scan THEN '-infinity' ELSE scan_ready_at END,
               scan_reason = CASE WHEN is_scan THEN NULL ELSE scan_reason END
          FROM troubled t
         WHERE c.sha256 = t.sha256 AND (t.is_text OR t.is_scan)
        ",
        hash
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}
