//! The table `people`.

use sqlx::PgExecutor;
use time::OffsetDateTime;

/// Keeps what a person is called. A row that says so already is not touched: two changes of the same person at once
/// do not wait for each other.
pub async fn remember(
    executor: impl PgExecutor<'_>,
    key: &str,
    name: &str,
    email: Option<&str>,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO people (user_key, name, email, seen_at)
        SELECT $1, $2, $3, $4
         WHERE NOT EXISTS (
                   SELECT FROM people
                    WHERE user_key = $1 AND name = $2 AND email IS NOT DISTINCT FROM $3
                      AND seen_at > $4::timestamptz - interval '1 day'
               )
            ON CONFLICT (user_key) DO UPDATE
           SET name = coalesce(nullif(excluded.name, ''), people.name), email = excluded.email, seen_at = excluded.seen_at
        ",
        key,
        name,
        email,
        at
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// Somebody who has signed in with an address.
pub struct PersonAt {
    pub email: String,
    pub user_key: String,
}

/// Who has signed in with these addresses.
pub async fn people_at(executor: impl PgExecutor<'_>, emails: &[String]) -> sqlx::Result<Vec<PersonAt>> {
    sqlx::query_as!(PersonAt, r#"SELECT email AS "email!", user_key FROM people WHERE email = ANY ($1)"#, emails)
        .fetch_all(executor)
        .await
}
