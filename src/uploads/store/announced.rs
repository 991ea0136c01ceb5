//! What is announced and not there yet.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, storage::row::bytes};

/// How many uploads a person has under way.
pub async fn count_uploads(executor: impl PgExecutor<'_>, owner: &str, now: OffsetDateTime) -> sqlx::Result<i64> {
    let counted = sqlx::query_scalar!(
        r#"
        SELECT count(*) AS "count!" FROM uploads
         WHERE owner = $1 AND outcome IS NULL AND (expires_at > $2 OR sha256 IS NOT NULL OR awaits_scan)
        "#,
        owner,
        now
    );
    counted.fetch_one(executor).await
}

/// How many uploads of everybody are under way, and their bytes when they are complete.
pub async fn uploads_under_way(executor: impl PgExecutor<'_>, now: OffsetDateTime) -> Result<(i64, u64)> {
    let row = sqlx::query!(
        r#"
        SELECT count(*) AS "count!", least(coalesce(sum(length), 0), 9223372036854775807)::bigint AS "bytes!" FROM uploads
         WHERE outcome IS NULL AND (expires_at > $1 OR sha256 IS NOT NULL OR awaits_scan)
        "#,
        now
    );
    let row = row.fetch_one(executor).await?;
    Ok((row.count, bytes(row.bytes)?))
}

/// How far announcements count for somebody: their own in full, of everybody else's unsent bytes at most this many
/// per person.
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

/// The bytes that are announced and not on the disk yet. `came`: the files of the spool and their lengths.
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

/// The bytes of uploads into a folder and its descendants that are not documents yet; complete ones count in full.
pub async fn announced_below(executor: impl PgExecutor<'_>, folder: Uuid, to: For<'_>) -> Result<u64> {
    let announced = sqlx::query_scalar!(
        r#"
        -- Materialized: where a folder lies is asked once for all uploads of a person into it.
        WITH announced AS MATERIALIZED (
            SELECT owner, sha256 IS NOT NULL OR awaits_scan AS is_whole, coalesce(nearest_id, folder_id) AS folder, sum(length) AS bytes
              FROM uploads
             WHERE outcome IS NULL AND (sha256 IS NOT NULL OR awaits_scan OR expires_at > $3)
             GROUP BY 1, 2, 3
        ), each AS (
            SELECT owner, is_whole, sum(bytes) AS bytes FROM announced WHERE lies_in(folder, $1) GROUP BY 1, 2
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
         WHERE owner = $1 AND outcome IS NULL AND (sha256 IS NOT NULL OR awaits_scan OR expires_at > $2)
        "#,
        owner,
        now
    );
    bytes(announced.fetch_one(executor).await?)
}
