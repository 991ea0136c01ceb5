//! The last result for each content.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use crate::{
    Result,
    scanning::{
        answer::{Answer, Why},
        service::Looked,
    },
    storage::{content_hash::ContentHash, row::bytes},
};

/// What was found in bytes that nobody gets.
pub struct Quarantined {
    pub sha256: Vec<u8>,
    pub signature: String,
}

/// All of them.
pub async fn quarantined(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<Quarantined>> {
    sqlx::query_as!(
        Quarantined,
        r#"SELECT sha256, signature AS "signature!" FROM virus_scans WHERE state = 'infected' AND released_at IS NULL"#
    )
    .fetch_all(executor)
    .await
}

/// The last result for some bytes.
pub struct Known {
    pub state: String,
    pub signature: Option<String>,
    pub reason: Option<String>,
    pub scanner: Option<String>,
    pub scanned_at: Option<OffsetDateTime>,
    pub is_released: bool,
}

impl Known {
    /// What it says of equal bytes. `None`: they have to be looked at.
    pub fn answer(&self) -> Option<Answer> {
        match (self.state.as_str(), &self.signature) {
            ("clean", _) => Some(Answer::Clean),
            ("infected", Some(_)) if self.is_released => Some(Answer::Clean),
            ("infected", Some(signature)) => Some(Answer::Found(signature.clone())),
            // It broke off on them several times; a limit may have been raised meanwhile, so the others are tried again.
            ("unscanned", None) if self.unscanned() == Some(Why::Broken) => Some(Answer::Unscanned(Why::Broken)),
            _ => None,
        }
    }

    /// Why it could not be looked at, if that is so.
    pub fn unscanned(&self) -> Option<Why> {
        self.reason.as_deref().and_then(Why::named)
    }
}

pub async fn known(executor: impl PgExecutor<'_>, hash: &ContentHash) -> sqlx::Result<Option<Known>> {
    sqlx::query_as!(
        Known,
        r#"
        SELECT state, signature, reason, scanner, scanned_at, released_at IS NOT NULL AS "is_released!"
          FROM virus_scans WHERE sha256 = $1
        "#,
        hash.as_bytes()
    )
    .fetch_optional(executor)
    .await
}

/// What a result changes for those who read documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    Nothing,
    /// From now on nobody gets these bytes; the number of documents that have them.
    Quarantined {
        signature: String,
        documents: u64,
    },
    /// They are free again: the scanner finds nothing in them any more.
    Lifted {
        signature: String,
    },
}

/// Writes down a result.
pub async fn keep(
    connection: &mut PgConnection,
    looked: Looked<'_>,
    answer: &Answer,
    now: OffsetDateTime,
) -> Result<Changed> {
    let Looked { hash, size, scanner } = looked;
    let before = sqlx::query!(
        r#"SELECT state, signature, released_at IS NOT NULL AS "is_released!" FROM virus_scans WHERE sha256 = $1 FOR UPDATE"#,
        hash.as_bytes()
    )
    .fetch_optional(&mut *connection)
    .await?;
    let was = before.as_ref().and_then(|row| row.signature.clone());
    let (state, signature, reason) = match answer {
        Answer::Clean => ("clean", None, None),
        Answer::Found(signature) => ("infected", Some(signature.as_str()), None),
        // That it was not looked at takes back nothing that was found.
        Answer::Unscanned(_) if was.is_some() => {
            sqlx::query!("UPDATE virus_scans SET ready_at = NULL, attempts = 0 WHERE sha256 = $1", hash.as_bytes())
                .execute(connection)
                .await?;
            return Ok(Changed::Nothing);
        }
        Answer::Unscanned(why) => ("unscanned", None, Some(why.as_str())),
    };
    sqlx::query!(
        "
        INSERT INTO virus_scans AS s (sha256, size, state, signature, reason, scanner, scanned_at, ready_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)
        ON CONFLICT (sha256) DO UPDATE
           SET state = excluded.state, signature = excluded.signature, reason = excluded.reason,
               scanner = excluded.scanner, scanned_at = excluded.scanned_at, ready_at = NULL, attempts = 0,
               -- Released from this finding, and from no other.
               released_at = CASE WHEN s.signature = excluded.signature THEN s.released_at END,
               released_by = CASE WHEN s.signature = excluded.signature THEN s.released_by END,
               release_reason = CASE WHEN s.signature = excluded.signature THEN s.release_reason END
        ",
        hash.as_bytes(),
        i64::try_from(size).unwrap_or(i64::MAX),
        state,
        signature,
        reason,
        scanner,
        now
    )
    .execute(&mut *connection)
    .await?;
    let was_released = before.is_some_and(|row| row.is_released);
    match (was, signature) {
        (Some(signature), None) if !was_released => Ok(Changed::Lifted { signature }),
        (was, Some(signature)) if was.as_deref() != Some(signature) => {
            let documents = documents_with(connection, &hash).await?;
            Ok(Changed::Quarantined { signature: signature.to_owned(), documents })
        }
        _ => Ok(Changed::Nothing),
    }
}

async fn documents_with(executor: impl PgExecutor<'_>, hash: &ContentHash) -> Result<u64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(DISTINCT document_id) AS "count!" FROM versions WHERE sha256 = $1"#,
        hash.as_bytes()
    );
    bytes(count.fetch_one(executor).await?)
}

/// The scanner broke off on bytes that are no document yet; gives how often it did.
pub async fn broke(executor: impl PgExecutor<'_>, hash: &ContentHash, size: u64) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "
        INSERT INTO virus_scans AS s (sha256, size, ready_at, attempts) VALUES ($1, $2, NULL, 1)
        ON CONFLICT (sha256) DO UPDATE SET attempts = s.attempts + 1
        RETURNING attempts
        ",
        hash.as_bytes(),
        i64::try_from(size).unwrap_or(i64::MAX)
    )
    .fetch_one(executor)
    .await
}

/// Lets go of bytes that are quarantined; gives what was found in them. `None`: they are not quarantined.
pub async fn release(
    executor: impl PgExecutor<'_>,
    hash: &ContentHash,
    by: &str,
    reason: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        UPDATE virus_scans s SET released_at = $2, released_by = $3, release_reason = $4
         WHERE sha256 = $1 AND is_quarantined(s)
        RETURNING signature AS "signature!"
        "#,
        hash.as_bytes(),
        now,
        by,
        reason
    )
    .fetch_optional(executor)
    .await
}
