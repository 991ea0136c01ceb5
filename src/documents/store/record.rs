//! What the rows of the record are about: names of people and groups, and the links of an item.

use std::collections::HashMap;

use sqlx::PgExecutor;
use uuid::Uuid;

use crate::documents::item::Who;

/// Somebody whom a row names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Called {
    /// May be empty, as may the address.
    pub name: String,
    pub email: String,
}

impl Called {
    /// For display: the name, else the address; a command by its own name.
    pub fn who(known: Option<&Self>, key: &str) -> Who {
        let name = known.map_or("", |known| if known.name.is_empty() { &known.email } else { &known.name });
        Who::of(key.to_owned(), name.to_owned())
    }
}

/// The names of people by their user keys, as far as they are known.
pub async fn called(executor: impl PgExecutor<'_>, keys: &[String]) -> sqlx::Result<HashMap<String, Called>> {
    let rows = sqlx::query!(
        r#"SELECT user_key, name, coalesce(email, '') AS "email!" FROM people WHERE user_key = ANY ($1)"#,
        keys
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_key, Called { name: row.name, email: row.email })).collect())
}

/// The names of groups that there are.
pub async fn group_names(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!("SELECT id, name FROM groups WHERE id = ANY ($1)", ids).fetch_all(executor).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Everybody who has signed in with this address, as user keys.
pub async fn keys_at(executor: impl PgExecutor<'_>, email: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("SELECT user_key FROM people WHERE email = $1", email).fetch_all(executor).await
}

/// The links that were ever made to an item, the latest 1000.
pub async fn link_ids(executor: impl PgExecutor<'_>, item: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM share_links WHERE node_id = $1 ORDER BY made_at DESC LIMIT 1000", item)
        .fetch_all(executor)
        .await
}
