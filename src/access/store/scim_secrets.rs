//! The table `scim_secrets`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

pub struct SecretRow {
    pub id: Uuid,
    pub made_at: OffsetDateTime,
    pub made_by: String,
    pub used_at: Option<OffsetDateTime>,
}

/// All of them, the newest first.
pub async fn scim_secrets(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<SecretRow>> {
    sqlx::query_as!(
        SecretRow,
        r#"
        SELECT s.id, s.made_at, coalesce(nullif(b.name, ''), b.email, s.made_by) AS "made_by!", s.used_at
          FROM scim_secrets s
          LEFT JOIN people b ON b.user_key = s.made_by
         ORDER BY s.made_at DESC, s.id
        "#
    )
    .fetch_all(executor)
    .await
}

/// Keeps another one, in place of the oldest if there are `most`; says which ones that were.
pub async fn add_scim_secret(
    connection: &mut PgConnection,
    id: Uuid,
    sha256: &[u8],
    by: &str,
    at: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query!("LOCK TABLE scim_secrets IN SHARE ROW EXCLUSIVE MODE").execute(&mut *connection).await?;
    let replaced = sqlx::query_scalar!(
        "
        DELETE FROM scim_secrets
         WHERE id IN (SELECT id FROM scim_secrets ORDER BY made_at DESC, id OFFSET $1::bigint - 1)
        RETURNING id
        ",
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query!("INSERT INTO scim_secrets (id, sha256, made_at, made_by) VALUES ($1, $2, $3, $4)", id, sha256, at, by)
        .execute(connection)
        .await?;
    Ok(replaced)
}

/// Says whether it was there.
pub async fn remove_scim_secret(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<bool> {
    sqlx::query!("DELETE FROM scim_secrets WHERE id = $1", id)
        .execute(connection)
        .await
        .map(|done| done.rows_affected() > 0)
}

/// A secret that was found.
pub struct UsedSecret {
    pub id: Uuid,
    /// Whether that it is used has to be written down again.
    pub is_due: bool,
}

pub async fn find_scim_secret(
    executor: impl PgExecutor<'_>,
    sha256: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<UsedSecret>> {
    sqlx::query_as!(
        UsedSecret,
        r#"
        SELECT id, (used_at IS NULL OR used_at < $2::timestamptz - interval '1 minute') AS "is_due!"
          FROM scim_secrets WHERE sha256 = $1
        "#,
        sha256,
        now
    )
    .fetch_optional(executor)
    .await
}

pub async fn scim_secret_was_used(executor: impl PgExecutor<'_>, id: Uuid, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("UPDATE scim_secrets SET used_at = $2 WHERE id = $1", id, now).execute(executor).await.map(|_| ())
}
