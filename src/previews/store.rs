//! Which of the small pictures are of something that is still there.

use std::collections::HashSet;

use crate::{
    Result,
    database::Database,
    storage::{content_hash::ContentHash, row::hash},
};

/// Those of these hashes that a version has.
pub async fn named(database: &Database, hashes: &[Vec<u8>]) -> Result<HashSet<ContentHash>> {
    let rows = database
        .look_up(|| {
            sqlx::query_scalar!("SELECT DISTINCT sha256 FROM versions WHERE sha256 = ANY($1::bytea[])", hashes)
                .fetch_all(database.pool())
        })
        .await?;
    rows.into_iter().map(hash).collect()
}
