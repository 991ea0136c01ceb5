//! Links for people outside, as their makers and the owners see them.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// A link to be made.
pub struct NewLinkRow<'a> {
    pub id: Uuid,
    pub node: Uuid,
    pub secret_sha256: &'a [u8],
    pub takes_files: bool,
    pub note: &'a str,
    pub at: OffsetDateTime,
    pub by: &'a str,
    pub ends_at: OffsetDateTime,
    pub password: Option<&'a str>,
    pub downloads: Option<i32>,
}

pub async fn add_link(connection: &mut PgConnection, new: &NewLinkRow<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO share_links (id, node_id, secret_sha256, takes_files, note, made_at, made_by, ends_at, password,
                                 downloads_left)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ",
        new.id,
        new.node,
        new.secret_sha256,
        new.takes_files,
        new.note,
        new.at,
        new.by,
        new.ends_at,
        new.password,
        new.downloads
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Restricts a link to these addresses; without any it opens for anybody who has it.
pub async fn add_recipients(connection: &mut PgConnection, link: Uuid, addresses: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO share_link_recipients (link_id, address)
        SELECT $1, address FROM unnest($2::text[]) AS address
            ON CONFLICT DO NOTHING
        ",
        link,
        addresses
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// How many links of a person are not over.
pub async fn links_made_by(connection: &mut PgConnection, person: &str, now: OffsetDateTime) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "links!" FROM share_links WHERE made_by = $1 AND ended_at IS NULL AND ends_at > $2"#,
        person,
        now
    )
    .fetch_one(connection)
    .await
}

/// Who made a link, as a user key.
pub async fn link_maker(connection: &mut PgConnection, link: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT made_by FROM share_links WHERE id = $1", link).fetch_optional(connection).await
}

/// The item of a link; `None`: there is no such link, or it has ended.
pub async fn link_of(connection: &mut PgConnection, link: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT node_id FROM share_links WHERE id = $1 AND ended_at IS NULL FOR UPDATE", link)
        .fetch_optional(connection)
        .await
}

pub async fn end_link(connection: &mut PgConnection, link: Uuid, by: &str, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("UPDATE share_links SET ended_at = $3, ended_by = $2 WHERE id = $1", link, by, at)
        .execute(connection)
        .await
        .map(|_| ())
}

/// A link on a thing, or on something in it.
pub struct LinkLineRow {
    pub id: Uuid,
    pub node: Uuid,
    pub path: String,
    pub takes_files: bool,
    pub note: String,
    pub made_at: OffsetDateTime,
    pub made_by: String,
    pub maker: String,
    pub maker_is_locked_out: bool,
    pub ends_at: OffsetDateTime,
    pub ended_at: Option<OffsetDateTime>,
    pub has_password: bool,
    pub recipients: Vec<String>,
    pub downloads_left: Option<i32>,
    pub opened: i64,
    pub downloaded: i64,
    pub sent: i64,
    pub last_at: Option<OffsetDateTime>,
}

/// The links on an item and its descendants, as far as these subjects own it; ended ones only if they ended after
/// this moment.
pub async fn links_in(
    executor: impl PgExecutor<'_>,
    node: Uuid,
    subjects: &[String],
    over_since: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<LinkLineRow>> {
    sqlx::query_as!(
        LinkLineRow,
        r#"
        SELECT l.id, n.id AS node, place.path AS "path!", l.takes_files, l.note, l.made_at, l.made_by,
               coalesce(nullif(p.name, ''), p.email, '') AS "maker!", p.locked_at IS NOT NULL AS "maker_is_locked_out!",
               l.ends_at, l.ended_at, l.password IS NOT NULL AS "has_password!", l.downloads_left,
               ARRAY(SELECT r.address FROM share_link_recipients r WHERE r.link_id = l.id ORDER BY r.address) AS "recipients!",
               used.opened AS "opened!", used.downloaded AS "downloaded!", used.sent AS "sent!", used.last_at
          FROM share_links l
          JOIN nodes n ON n.id = l.node_id AND is_live(n)
         CROSS JOIN LATERAL (SELECT path_of(n.id) AS path OFFSET 0) place
         CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE u.kind = 'opened') AS opened,
                      count(*) FILTER (WHERE u.kind = 'downloaded') AS downloaded,
                      count(*) FILTER (WHERE u.kind = 'sent') AS sent,
                      max(u.at) AS last_at
                 FROM share_link_uses u WHERE u.link_id = l.id
         ) used
          LEFT JOIN people p ON p.user_key = l.made_by
         WHERE least(l.ends_at, l.ended_at) > $3 AND lies_in(n.id, $1) AND place.path IS NOT NULL
           AND level_of(n.id, $2) = 3
         ORDER BY l.made_at DESC, l.id
         LIMIT $4
        "#,
        node,
        subjects,
        over_since,
        most
    )
    .fetch_all(executor)
    .await
}

/// Something that was done by a link.
pub struct LinkUseRow {
    pub link: Uuid,
    pub at: OffsetDateTime,
    pub kind: String,
    /// The current name of the item that it was used for; null if there is none, or it no longer exists.
    pub name: Option<String>,
    pub address: Option<String>,
    pub sender: Option<String>,
}

/// What was done by these links, the latest first; at most this many uses of each.
pub async fn link_uses(
    executor: impl PgExecutor<'_>,
    links: &[Uuid],
    subjects: &[String],
    most_of_each: i64,
) -> sqlx::Result<Vec<LinkUseRow>> {
    sqlx::query_as!(
        LinkUseRow,
        r#"
        SELECT l.id AS "link!", u.at, u.kind, u.address, u.name AS sender,
               (SELECT n.name FROM nodes n WHERE n.id = u.node_id AND is_live(n) AND level_of(n.id, $2) >= 1) AS name
          FROM unnest($1::uuid[]) AS l (id)
         CROSS JOIN LATERAL (
               SELECT * FROM share_link_uses WHERE link_id = l.id ORDER BY at DESC, id DESC LIMIT $3
         ) u
         ORDER BY u.at DESC, u.id DESC
        "#,
        links,
        subjects,
        most_of_each
    )
    .fetch_all(executor)
    .await
}
