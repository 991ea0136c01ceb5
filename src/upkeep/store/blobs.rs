//! Which bytes the rows name: for those who look after the blob store. A version in the trash is one.

use time::OffsetDateTime;

use crate::{
    Result,
    database::Database,
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// The next ones after `after`, with their lengths.
pub async fn named_blobs(
    database: &Database,
    after: Option<ContentHash>,
    limit: i64,
) -> Result<Vec<(ContentHash, u64)>> {
    let after = after.map(|hash| hash.as_bytes().to_vec()).unwrap_or_default();
    let rows = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT sha256, min(size) AS "size!"
                  FROM versions
                 WHERE sha256 > $1
                 GROUP BY sha256
                 ORDER BY sha256
                 LIMIT $2
                "#,
                after,
                limit
            )
            .fetch_all(database.pool())
        })
        .await?;
    rows.into_iter().map(|row| Ok((hash(row.sha256)?, bytes(row.size)?))).collect()
}

/// Those of the given ones that no version names, nor an upload that waits for its place; with the time when the last
/// version that did was removed, where that is known.
pub async fn unnamed(
    database: &Database,
    hashes: &[ContentHash],
) -> Result<Vec<(ContentHash, Option<OffsetDateTime>)>> {
    let hashes: Vec<Vec<u8>> = hashes.iter().map(|hash| hash.as_bytes().to_vec()).collect();
    let rows = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT given.sha256 AS "sha256!", gone.since AS "since?"
                  FROM unnest($1::bytea[]) AS given (sha256)
                  LEFT JOIN unnamed_blobs gone ON gone.sha256 = given.sha256
                 WHERE NOT EXISTS (SELECT FROM versions v WHERE v.sha256 = given.sha256)
                   AND NOT EXISTS (SELECT FROM uploads u WHERE u.sha256 = given.sha256)
                "#,
                &hashes
            )
            .fetch_all(database.pool())
        })
        .await?;
    rows.into_iter().map(|row| Ok((hash(row.sha256)?, row.since))).collect()
}

/// Deletes entries about blobs that lost their last reference so long ago that it does not matter any more.
pub async fn forget_unnamed(database: &Database, before: OffsetDateTime) -> Result<()> {
    let forget = || sqlx::query!("DELETE FROM unnamed_blobs WHERE since < $1", before).execute(database.pool());
    database.look_up(forget).await?;
    Ok(())
}

/// Whose bytes these are: some paths with the number of the version, for people.
pub async fn places(database: &Database, of: ContentHash) -> Result<Vec<String>> {
    let rows = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT path_also_in_trash(v.document_id) AS "path!", v.number, path_of(v.document_id) IS NULL AS "deleted!"
                  FROM versions v
                 WHERE v.sha256 = $1
                 ORDER BY v.created_at DESC
                 LIMIT 3
                "#,
                of.as_bytes()
            )
            .fetch_all(database.pool())
        })
        .await?;
    let place = |path: &str, number: i32, deleted: bool| {
        format!("/{path}, version {number}{}", if deleted { ", in the trash" } else { "" })
    };
    Ok(rows.iter().map(|row| place(&row.path, row.number, row.deleted)).collect())
}
