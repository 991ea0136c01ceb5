//! The table `mails`.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// A mail on its way.
pub struct MailRow {
    pub id: Uuid,
    pub address: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub made_at: OffsetDateTime,
    pub tries: i32,
}

pub async fn add(executor: impl PgExecutor<'_>, mail: &MailRow) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO mails (id, address, subject, body_text, body_html, made_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
        ",
        mail.id,
        mail.address,
        mail.subject,
        mail.text,
        mail.html,
        mail.made_at
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// Takes the one that is due first, and keeps it from the other copies until `until`.
pub async fn take(
    executor: impl PgExecutor<'_>,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> sqlx::Result<Option<MailRow>> {
    sqlx::query_as!(
        MailRow,
        r#"
        UPDATE mails SET due_at = $2, tries = tries + 1
         WHERE id = (SELECT id FROM mails WHERE due_at <= $1 AND given_up_at IS NULL
                      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, address, subject, body_text AS text, body_html AS html, made_at, tries
        "#,
        now,
        until
    )
    .fetch_optional(executor)
    .await
}

/// It was taken by the server.
pub async fn remove(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM mails WHERE id = $1", id).execute(executor).await.map(|_| ())
}

pub async fn try_again(executor: impl PgExecutor<'_>, id: Uuid, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("UPDATE mails SET due_at = $2 WHERE id = $1", id, at).execute(executor).await.map(|_| ())
}

/// It is not retried any more; its content is deleted.
pub async fn give_up(executor: impl PgExecutor<'_>, id: Uuid, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("UPDATE mails SET given_up_at = $2, body_text = '', body_html = '' WHERE id = $1", id, at)
        .execute(executor)
        .await
        .map(|_| ())
}

/// How many were given up since then, and how many wait that were tried before.
pub async fn troubles(executor: impl PgExecutor<'_>, since: OffsetDateTime) -> sqlx::Result<(i64, i64)> {
    sqlx::query!(
        r#"
        SELECT count(*) FILTER (WHERE given_up_at > $1) AS "given_up!",
               count(*) FILTER (WHERE given_up_at IS NULL AND tries > 0) AS "waiting!"
          FROM mails
        "#,
        since
    )
    .fetch_one(executor)
    .await
    .map(|row| (row.given_up, row.waiting))
}

/// How many wait, and when the oldest of them was written.
pub async fn queued(executor: impl PgExecutor<'_>) -> sqlx::Result<(i64, Option<OffsetDateTime>)> {
    sqlx::query!(r#"SELECT count(*) AS "waiting!", min(made_at) AS oldest FROM mails WHERE given_up_at IS NULL"#)
        .fetch_one(executor)
        .await
        .map(|row| (row.waiting, row.oldest))
}

/// Forgets those that were given up before then.
pub async fn forget(executor: impl PgExecutor<'_>, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM mails WHERE given_up_at <= $1", before).execute(executor).await.map(|_| ())
}
