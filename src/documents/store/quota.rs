//! How much folders may hold, and how much one person has added.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, storage::row::bytes};

/// A folder with a quota, and what it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    pub folder: Uuid,
    /// Empty for the root.
    pub name: String,
    /// In bytes.
    pub most: u64,
    /// All versions in it and below, including those in the trash.
    pub used: u64,
}

/// Every quota that limits `folder`: its own and those of its ancestors.
///
/// The rows are locked, so that two people who add at the same time are counted one after the other.
pub async fn quotas(connection: &mut PgConnection, folder: Uuid) -> Result<Vec<Quota>> {
    // By id, so that two transactions that start from different folders never deadlock.
    let bound = sqlx::query!(
        r#"
        WITH RECURSIVE up (id, parent_id) AS (
            SELECT id, parent_id FROM nodes WHERE id = $1
            UNION ALL
            SELECT n.id, n.parent_id FROM up JOIN nodes n ON n.id = up.parent_id
        )
        SELECT id, name, quota AS "quota!" FROM nodes
         WHERE id IN (SELECT id FROM up) AND quota IS NOT NULL
         ORDER BY id
           FOR NO KEY UPDATE
        "#,
        folder
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut quotas = Vec::new();
    for row in bound {
        let used = used(&mut *connection, row.id).await?;
        quotas.push(Quota { folder: row.id, name: row.name, most: bytes(row.quota)?, used });
    }
    Ok(quotas)
}

/// The bytes of all versions in a folder and below, including those in the trash and in copies under way.
async fn used(executor: impl PgExecutor<'_>, folder: Uuid) -> Result<u64> {
    let used = sqlx::query_scalar!(
        r#"
        WITH RECURSIVE below (id) AS (
            SELECT $1::uuid
            UNION ALL
            SELECT n.id FROM below b JOIN nodes n ON n.parent_id = b.id
        )
        SELECT least(coalesce(sum(v.size), 0), 9223372036854775807)::bigint AS "used!"
          FROM below b
          JOIN versions v ON v.document_id = b.id
        "#,
        folder
    )
    .fetch_one(executor)
    .await?;
    bytes(used)
}

pub async fn set_quota(
    connection: &mut PgConnection,
    folder: Uuid,
    quota: Option<i64>,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE nodes SET quota = $2, updated_by = $3, updated_at = $4 WHERE id = $1", folder, quota, by, at)
        .execute(connection)
        .await
        .map(|_| ())
}

/// The bytes of all versions that a person has added, in any folder.
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

/// Until the transaction ends, other additions for the same person wait, so that each counts what the one before has
/// added.
pub async fn hold_person(connection: &mut PgConnection, person: &str) -> sqlx::Result<()> {
    sqlx::query!("SELECT FROM people WHERE user_key = $1 FOR NO KEY UPDATE", person)
        .fetch_optional(connection)
        .await
        .map(|_| ())
}
