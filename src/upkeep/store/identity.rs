//! The id that this database and its blob store have in common.

use uuid::Uuid;

use crate::{Result, database::Database};

/// `None`: this database has not met a store yet.
pub async fn store_id(database: &Database) -> Result<Option<Uuid>> {
    let ask = || sqlx::query_scalar!("SELECT id FROM store_identity").fetch_optional(database.pool());
    database.look_up(ask).await
}

/// Takes this id, unless another copy of the program was quicker; gives the one that holds.
pub async fn offer_store_id(database: &Database, id: Uuid) -> Result<Uuid> {
    let offer = || {
        sqlx::query!("INSERT INTO store_identity (id) VALUES ($1) ON CONFLICT DO NOTHING", id).execute(database.pool())
    };
    database.look_up(offer).await?;
    Ok(store_id(database).await?.unwrap_or(id))
}

/// Takes this id in place of the one before.
pub async fn set_store_id(database: &Database, id: Uuid) -> Result<()> {
    let set = || {
        sqlx::query!(
            r#"
            INSERT INTO store_identity (id) VALUES ($1)
                ON CONFLICT (only_one) DO UPDATE SET id = excluded.id, since = now()
            "#,
            id
        )
        .execute(database.pool())
    };
    database.look_up(set).await?;
    Ok(())
}
