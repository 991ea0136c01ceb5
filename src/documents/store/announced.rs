//! What is announced and not there yet, and how much one person has added.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, storage::row::bytes};

/// How many uploads a person has under way.
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

/// How far somebody's announcements count: their own in full, of everybody else's at most so many bytes of what each
/// has not sent yet.
#[derive(Debug, Clone, Copy)]
pub struct For<'a> {
    pub owner: &'a str,
    pub most_of_others: u64,
    pub now: OffsetDateTime,
}

impl For<'_> {
    fn most(&self) -> i64 {
        i64::try_from(self.most_of_others).unwrap_or(i64::MAX)
    }
}

/// The bytes that are announced and lie nowhere yet. `came`: which files of the spool hold how much.
pub async fn announced_bytes(executor: impl PgExecutor<'_>, to: For<'_>, came: &[(Uuid, u64)]) -> Result<u64> {
    let (ids, lengths): (Vec<Uuid>, Vec<i64>) =
        came.iter().map(|&(id, length)| (id, i64::try_from(length).unwrap_or(i64::MAX))).unzip();
    let announced = sqlx::query_scalar!(
        r#"
        WITH announced AS (
            -- The index on expires_at would be of no use: nearly all that is there ends later.
            SELECT owner, sum(length) AS bytes
              FROM uploads
             WHERE outcome IS NULL AND sha256 IS NULL AND expires_at + interval '0' > $2
             GROUP BY owner
        ), came AS (
            SELECT u.owner, sum(least(c.length, u.length)) AS bytes
              FROM unnest($3::uuid[], $4::bigint[]) AS c (id, length)
              JOIN uploads u ON u.id = c.id AND u.outcome IS NULL AND u.sha256 IS NULL AND u.expires_at > $2
             GROUP BY u.owner
        ), missing AS (
            SELECT a.owner, a.bytes - coalesce(c.bytes, 0) AS bytes FROM announced a LEFT JOIN came c USING (owner)
        )
        SELECT least(coalesce(sum(CASE WHEN owner = $1 THEN bytes ELSE least(bytes, $5::bigint) END), 0),
                     9223372036854775807)::bigint AS "bytes!"
          FROM missing
        "#,
        to.owner,
        to.now,
        &ids,
        &lengths,
        to.most()
    );
    bytes(announced.fetch_one(executor).await?)
}

/// The bytes of uploads into a folder and those below that are no documents yet; what is all there counts in full.
pub async fn announced_below(executor: impl PgExecutor<'_>, folder: Uuid, to: For<'_>) -> Result<u64> {
    let announced = sqlx::query_scalar!(
        r#"
        WITH RECURSIVE up (owner, is_whole, length, id) AS (
            SELECT owner, sha256 IS NOT NULL, sum(length), coalesce(nearest_id, folder_id)
              FROM uploads
             WHERE outcome IS NULL AND (sha256 IS NOT NULL OR expires_at > $3)
             GROUP BY 1, 2, 4
            UNION ALL
            SELECT up.owner, up.is_whole, up.length, n.parent_id
              FROM up JOIN nodes n ON n.id = up.id
             WHERE n.parent_id IS NOT NULL
        ), each AS (
            SELECT owner, is_whole, sum(length) AS bytes FROM up WHERE id = $1 GROUP BY 1, 2
        )
        SELECT least(coalesce(sum(CASE WHEN is_whole OR owner = $2 THEN bytes ELSE least(bytes, $4::bigint) END), 0),
                     9223372036854775807)::bigint AS "bytes!"
          FROM each
        "#,
        folder,
        to.owner,
        to.now,
        to.most()
    );
    bytes(announced.fetch_one(executor).await?)
}

/// The bytes of a person's uploads that are no documents yet.
pub async fn announced_by(executor: impl PgExecutor<'_>, owner: &str, now: OffsetDateTime) -> Result<u64> {
    let announced = sqlx::query_scalar!(
        r#"
        SELECT least(coalesce(sum(length), 0), 9223372036854775807)::bigint AS "bytes!"
          FROM uploads
         WHERE owner = $1 AND outcome IS NULL AND (sha256 IS NOT NULL OR expires_at > $2)
        "#,
        owner,
        now
    );
    bytes(announced.fetch_one(executor).await?)
}

/// The bytes of all versions that a person has added, wherever they lie.
pub async fn stored_by(executor: impl PgExecutor<'_>, person: &str) -> Result<u64> {
    let stored = sqlx::query_scalar!(
        r#"
        SELECT least(coalesce(sum(size), 0), 9223372036854775807)::bigint AS "bytes!"
          FROM versions WHERE created_by = $1
        "#,
        person
    );
    bytes(stored.fetch_one(executor).await?)
}

/// Until the transaction ends, others who add for the same person wait, so that each counts what the one before has
/// added.
pub async fn hold_person(connection: &mut PgConnection, person: &str) -> sqlx::Result<()> {
    sqlx::query!("SELECT FROM people WHERE user_key = $1 FOR NO KEY UPDATE", person)
        .fetch_optional(connection)
        .await
        .map(|_| ())
}
