//! The names that belong to user keys.

use sqlx::PgExecutor;

use crate::access::absent_person::Absent;

/// Somebody as they were known when they were here last.
pub async fn known_as(executor: impl PgExecutor<'_>, key: &str) -> sqlx::Result<Option<Absent>> {
    sqlx::query_as!(Absent, "SELECT user_key AS key, name, email FROM people WHERE user_key = $1", key)
        .fetch_optional(executor)
        .await
}
