//! The tables `share_links` and `share_link_uses`, as they are used when somebody comes with a link.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// A link that was not ended.
pub struct LinkRow {
    pub id: Uuid,
    pub node: Uuid,
    pub takes_files: bool,
    pub note: String,
    pub ends_at: OffsetDateTime,
    pub password: Option<String>,
    pub downloads_left: Option<i32>,
    pub has_recipients: bool,
    /// The user key.
    pub maker: String,
    pub maker_name: String,
    pub maker_email: Option<String>,
}

/// The link with this secret.
pub async fn link(executor: impl PgExecutor<'_>, secret_sha256: &[u8]) -> sqlx::Result<Option<LinkRow>> {
    sqlx::query_as!(
        LinkRow,
        r#"
        SELECT l.id, l.node_id AS node, l.takes_files, l.note, l.ends_at, l.password, l.downloads_left,
               EXISTS (SELECT FROM share_link_recipients r WHERE r.link_id = l.id) AS "has_recipients!",
               l.made_by AS maker, coalesce(p.name, '') AS "maker_name!", p.email AS "maker_email?"
          FROM share_links l
          LEFT JOIN people p ON p.user_key = l.made_by
         WHERE l.secret_sha256 = $1 AND l.ended_at IS NULL
        "#,
        secret_sha256
    )
    .fetch_optional(executor)
    .await
}

/// Whether a link has not ended, and its maker, who has these subjects, still owns the item.
pub async fn link_stands(executor: impl PgExecutor<'_>, link: Uuid, maker: &[String]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT level_of(node_id, $2) = 3 AS "is!" FROM share_links WHERE id = $1 AND ended_at IS NULL"#,
        link,
        maker
    )
    .fetch_optional(executor)
    .await
    .map(Option::unwrap_or_default)
}

/// Takes one of the downloads that are left; says whether there was one.
pub async fn take_download(connection: &mut PgConnection, link: Uuid) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        UPDATE share_links SET downloads_left = downloads_left - 1
         WHERE id = $1 AND ended_at IS NULL AND (downloads_left IS NULL OR downloads_left > 0)
        ",
        link
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Something that was done by a link.
pub struct Use<'a> {
    pub link: Uuid,
    pub at: OffsetDateTime,
    pub kind: &'static str,
    pub node: Option<Uuid>,
    pub sha256: Option<&'a [u8]>,
    pub address: Option<&'a str>,
    pub name: Option<&'a str>,
}

/// Whether the same was done from the same address since then. From an address that is not known: no.
pub async fn was_used(executor: impl PgExecutor<'_>, done: &Use<'_>, since: OffsetDateTime) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        SELECT EXISTS (
            SELECT FROM share_link_uses
             WHERE link_id = $1 AND kind = $2 AND node_id IS NOT DISTINCT FROM $3 AND sha256 IS NOT DISTINCT FROM $4
               AND address = $5 AND at > $6
        ) AS "was!"
        "#,
        done.link,
        done.kind,
        done.node,
        done.sha256,
        done.address,
        since
    )
    .fetch_one(executor)
    .await
}

pub async fn note_use(connection: &mut PgConnection, done: &Use<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO share_link_uses (link_id, at, kind, node_id, sha256, address, name)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ",
        done.link,
        done.at,
        done.kind,
        done.node,
        done.sha256,
        done.address,
        done.name
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Keeps a new code for an address; says whether the address is on the list of the link.
pub async fn put_code(
    connection: &mut PgConnection,
    link: Uuid,
    address: &str,
    code_sha256: &[u8],
    salt: &[u8],
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        UPDATE share_link_recipients SET code_sha256 = $3, code_salt = $4, code_at = $5, code_tries = 0
         WHERE link_id = $1 AND address = $2
        ",
        link,
        address,
        code_sha256,
        salt,
        at
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Counts a try; returns the hash and the salt of the code that was sent to an address since then, while it may be
/// tried.
pub async fn try_code(
    connection: &mut PgConnection,
    link: Uuid,
    address: &str,
    since: OffsetDateTime,
    most_tries: i32,
) -> sqlx::Result<Option<(Vec<u8>, Vec<u8>)>> {
    sqlx::query!(
        r#"
        UPDATE share_link_recipients SET code_tries = code_tries + 1
         WHERE link_id = $1 AND address = $2 AND code_sha256 IS NOT NULL AND code_at > $3 AND code_tries < $4
        RETURNING code_sha256 AS "code_sha256!", code_salt AS "code_salt!"
        "#,
        link,
        address,
        since,
        most_tries
    )
    .fetch_optional(connection)
    .await
    .map(|row| row.map(|row| (row.code_sha256, row.code_salt)))
}

/// A code is good once.
pub async fn forget_code(connection: &mut PgConnection, link: Uuid, address: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE share_link_recipients SET code_sha256 = NULL WHERE link_id = $1 AND address = $2",
        link,
        address
    )
    .execute(connection)
    .await
    .map(|_| ())
}
