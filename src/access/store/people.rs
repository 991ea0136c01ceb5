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
           SET name = excluded.name, email = excluded.email, seen_at = excluded.seen_at
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

/// Somebody by their address.
pub struct PersonRow {
    pub key: String,
    /// May be empty.
    pub name: String,
}

/// Who signed in with this address last; else whom its role is pinned to.
pub async fn person_at(executor: impl PgExecutor<'_>, email: &str) -> sqlx::Result<Option<PersonRow>> {
    sqlx::query_as!(
        PersonRow,
        r#"
        SELECT user_key AS "key!", name AS "name!" FROM (
            SELECT user_key, name, seen_at FROM people WHERE email = $1
            UNION ALL
            SELECT tenant_id || '|' || object_id, '', NULL FROM user_roles r
             WHERE email = $1 AND object_id IS NOT NULL
               AND NOT EXISTS (SELECT FROM people p WHERE p.user_key = r.tenant_id || '|' || r.object_id)
        ) AS known
         ORDER BY seen_at DESC NULLS LAST, user_key
         LIMIT 1
        "#,
        email
    )
    .fetch_optional(executor)
    .await
}
