//! Who is notified of what by mail: the tables `people` and `mail_notices`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// Somebody who is to be notified.
pub struct Addressee {
    pub email: String,
    /// The name of the person who made the change; may be empty.
    pub doer: String,
}

/// The mail address of a subject; `None`: they want no mail, have no address, are locked out, or are more than one
/// person.
pub async fn addressee(connection: &mut PgConnection, subject: &str, doer: &str) -> sqlx::Result<Option<Addressee>> {
    sqlx::query_as!(
        Addressee,
        r#"
        SELECT known.email AS "email!", coalesce((SELECT coalesce(nullif(name, ''), email) FROM people WHERE user_key = $2), '') AS "doer!"
          FROM (
            SELECT email FROM people
             WHERE 'person:' || user_key = $1 AND wants_mail AND locked_at IS NULL
             UNION ALL
            SELECT substr($1, 9) WHERE $1 LIKE 'address:%'
          ) AS known
         WHERE known.email IS NOT NULL
         LIMIT 1
        "#,
        subject,
        doer
    )
    .fetch_optional(connection)
    .await
}

/// Whether somebody has not been notified of this since a moment; records that they are now.
pub async fn may_tell(
    connection: &mut PgConnection,
    subject: &str,
    node: Uuid,
    now: OffsetDateTime,
    since: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        INSERT INTO mail_notices AS known (person, node_id, at) VALUES ($1, $2, $3)
            ON CONFLICT (person, node_id) DO UPDATE SET at = excluded.at WHERE known.at <= $4
        ",
        subject,
        node,
        now,
        since
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Whether somebody wants notices by mail; the default is yes.
pub async fn wants_mail(executor: impl PgExecutor<'_>, user_key: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!("SELECT wants_mail FROM people WHERE user_key = $1", user_key)
        .fetch_optional(executor)
        .await
        .map(|wants| wants.unwrap_or(true))
}

pub async fn set_wants_mail(connection: &mut PgConnection, user_key: &str, wants: bool) -> sqlx::Result<()> {
    sqlx::query!("UPDATE people SET wants_mail = $2 WHERE user_key = $1", user_key, wants)
        .execute(connection)
        .await
        .map(|_| ())
}
