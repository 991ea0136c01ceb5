//! The table `people`.

use sqlx::PgExecutor;
use time::OffsetDateTime;

use crate::access::sessions::{SignedIn, Somebody};

/// Stores a person's name. An unchanged row is not written: two concurrent changes by the same person do not wait for
/// each other.
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

/// Whoever has this tag (`transport/person_tag.rs`): half of the SHA-256 of their key, in hexadecimal. All rows are looked
/// at, of which there are as many as people.
pub async fn somebody_tagged(executor: impl PgExecutor<'_>, tag: &str) -> sqlx::Result<Option<Somebody>> {
    sqlx::query_as!(
        Somebody,
        r#"
        SELECT user_key AS "key!", name AS "name!", email AS "email!" FROM (
            SELECT user_key, name, coalesce(email, '') AS email FROM people
             UNION ALL
            SELECT user_key, '', '' FROM sessions
             UNION ALL
            SELECT tenant_id || '|' || object_id, '', email FROM user_roles WHERE object_id IS NOT NULL
        ) AS known
         WHERE left(encode(sha256(convert_to(user_key, 'UTF8')), 'hex'), 32) = $1
         ORDER BY name = '' LIMIT 1
        "#,
        tag
    )
    .fetch_optional(executor)
    .await
}

/// Somebody by their address.
pub struct PersonRow {
    pub key: String,
    /// May be empty.
    pub name: String,
}

/// The person who signed in with this address last; else the one that its role is pinned to.
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

/// Everybody who has signed in with this address.
pub async fn somebody_at(executor: impl PgExecutor<'_>, email: &str) -> sqlx::Result<Vec<Somebody>> {
    sqlx::query_as!(
        Somebody,
        r#"SELECT user_key AS key, name, coalesce(email, '') AS "email!" FROM people WHERE email = $1 ORDER BY user_key"#,
        email
    )
    .fetch_all(executor)
    .await
}

/// Who has sessions that run at `now`, the last seen first.
pub async fn signed_in(executor: impl PgExecutor<'_>, now: OffsetDateTime, most: i64) -> sqlx::Result<Vec<SignedIn>> {
    let rows = sqlx::query!(
        r#"
        SELECT s.user_key AS "key!", coalesce(p.name, '') AS "name!", coalesce(p.email, '') AS "email!",
               count(*) AS "sessions!", max(s.seen_at) AS "seen_at!"
          FROM open_sessions s
          LEFT JOIN people p ON p.user_key = s.user_key
         WHERE s.ends_at > $1 AND s.idle_ends_at > $1
         GROUP BY s.user_key, p.name, p.email
         ORDER BY max(s.seen_at) DESC, s.user_key
         LIMIT $2
        "#,
        now,
        most
    )
    .fetch_all(executor)
    .await?;
    let signed_in = rows.into_iter().map(|row| {
        let somebody = Somebody { key: row.key, name: row.name, email: row.email };
        SignedIn { somebody, sessions: row.sessions, seen_at: row.seen_at }
    });
    Ok(signed_in.collect())
}
