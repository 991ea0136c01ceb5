//! What is granted on one folder or document.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// A grant to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub subject: String,
    pub level: i16,
    pub ends_at: Option<OffsetDateTime>,
    pub granted_at: OffsetDateTime,
    pub granted_by: String,
    pub reason: String,
}

/// Grants, replacing what the subject had here.
pub async fn add_grant(connection: &mut PgConnection, node: Uuid, grant: &Grant) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO grants (node_id, subject, level, ends_at, granted_at, granted_by, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (node_id, subject) DO UPDATE
           SET level = excluded.level, ends_at = excluded.ends_at, granted_at = excluded.granted_at,
               granted_by = excluded.granted_by, reason = excluded.reason,
               confirmed_at = NULL, confirmed_by = NULL, overdue_at = NULL
        ",
        node,
        grant.subject,
        grant.level,
        grant.ends_at,
        grant.granted_at,
        grant.granted_by,
        grant.reason
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// Says whether there was one.
pub async fn remove_grant(connection: &mut PgConnection, node: Uuid, subject: &str) -> sqlx::Result<bool> {
    sqlx::query!("DELETE FROM grants WHERE node_id = $1 AND subject = $2", node, subject)
        .execute(connection)
        .await
        .map(|done| done.rows_affected() > 0)
}

/// What a subject has on this very thing, without an end; 0: nothing.
pub async fn granted_here(connection: &mut PgConnection, node: Uuid, subject: &str) -> sqlx::Result<i16> {
    sqlx::query_scalar!(
        "SELECT level FROM grants WHERE node_id = $1 AND subject = $2 AND ends_at IS NULL FOR UPDATE",
        node,
        subject
    )
    .fetch_optional(connection)
    .await
    .map(Option::unwrap_or_default)
}

/// Stops an item from inheriting, or lets it inherit again.
pub async fn set_inherits(connection: &mut PgConnection, node: Uuid, inherits: bool) -> sqlx::Result<()> {
    sqlx::query!("UPDATE nodes SET inherits = $2 WHERE id = $1 AND inherits <> $2", node, inherits)
        .execute(connection)
        .await
        .map(|_| ())
}

/// A grant that applies to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    /// Where it was given: the thing itself, or a folder above it.
    pub node: Uuid,
    pub folder: String,
    /// How far above; 0 is the thing itself.
    pub depth: i32,
    pub subject: String,
    /// The subject's name, for people who have signed in and for groups.
    pub person: String,
    pub level: i16,
    pub ends_at: Option<OffsetDateTime>,
    pub granted_at: OffsetDateTime,
    pub granted_by: String,
    pub giver: String,
    pub reason: String,
}

/// Everything that is granted on a thing or reaches it from above, the most first.
pub async fn access_of(executor: impl PgExecutor<'_>, node: Uuid) -> sqlx::Result<Vec<AccessRow>> {
    sqlx::query_as!(
        AccessRow,
        r#"
        WITH RECURSIVE up (id, parent_id, name, inherits, depth, is_cut) AS (
            SELECT id, parent_id, name, inherits, 0, false FROM nodes WHERE id = $1
            UNION ALL
            SELECT n.id, n.parent_id, n.name, n.inherits, up.depth + 1, up.is_cut OR NOT up.inherits
              FROM up JOIN nodes n ON n.id = up.parent_id
        )
        SELECT up.id AS "node!", up.name AS "folder!", up.depth AS "depth!", g.subject, g.level, g.ends_at,
               g.granted_at, g.granted_by, g.reason,
               coalesce(nullif(p.name, ''), p.email, o.name, '') AS "person!",
               coalesce(nullif(b.name, ''), b.email, '') AS "giver!"
          FROM up
          JOIN grants g ON g.node_id = up.id AND (g.level = 3 OR NOT up.is_cut)
          LEFT JOIN people p ON g.subject LIKE 'person:%' AND p.user_key = substr(g.subject, 8)
          LEFT JOIN groups o ON g.subject = 'group:' || o.id::text
          LEFT JOIN people b ON b.user_key = g.granted_by
         WHERE (g.ends_at IS NULL OR g.ends_at > now()) AND g.subject NOT LIKE 'link:%'
         ORDER BY g.level DESC, up.depth, g.subject
        "#,
        node
    )
    .fetch_all(executor)
    .await
}

/// An item that was granted to somebody directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRow {
    pub id: Uuid,
    pub name: String,
    pub path: String,
    pub is_folder: bool,
    pub level: i16,
    pub ends_at: Option<OffsetDateTime>,
    pub granted_at: OffsetDateTime,
    pub granted_by: String,
    pub giver: String,
    pub reason: String,
}

/// More than anybody looks through.
const MOST_SHARED: i64 = 1000;

/// What was granted to these subjects, except to their roles; the latest first.
pub async fn shared_with(executor: impl PgExecutor<'_>, subjects: &[String]) -> sqlx::Result<Vec<SharedRow>> {
    sqlx::query_as!(
        SharedRow,
        r#"
        SELECT n.id, n.name, place.path AS "path!", n.kind = 'folder' AS "is_folder!", g.level, g.ends_at,
               g.granted_at, g.granted_by, g.reason,
               coalesce(nullif(b.name, ''), b.email, '') AS "giver!"
          FROM grants g
          JOIN nodes n ON n.id = g.node_id AND is_live(n)
         CROSS JOIN LATERAL (SELECT path_of(n.id) AS path OFFSET 0) place
          LEFT JOIN people b ON b.user_key = g.granted_by
         WHERE g.subject = ANY ($1) AND g.subject NOT LIKE 'role:%' AND (g.ends_at IS NULL OR g.ends_at > now())
           AND place.path IS NOT NULL
         ORDER BY g.granted_at DESC, n.id
         LIMIT $2
        "#,
        subjects,
        MOST_SHARED
    )
    .fetch_all(executor)
    .await
}

/// Something that a person owns by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRow {
    pub id: Uuid,
    pub path: String,
    pub is_folder: bool,
    /// Who else owns it by name, as a group or by an address; what folders above it give is not counted.
    pub others: String,
}

/// What this subject owns, by place, as far as these viewers see it.
pub async fn owned_by(executor: impl PgExecutor<'_>, subject: &str, viewers: &[String]) -> sqlx::Result<Vec<OwnedRow>> {
    sqlx::query_as!(
        OwnedRow,
        r#"
        SELECT n.id, place.path AS "path!", n.kind = 'folder' AS "is_folder!",
               coalesce((SELECT string_agg(coalesce(nullif(p.name, ''), p.email, q.name, o.subject), ', ' ORDER BY o.subject)
                           FROM grants o
                           LEFT JOIN people p ON o.subject = 'person:' || p.user_key
                           LEFT JOIN groups q ON o.subject = 'group:' || q.id::text
                          WHERE o.node_id = n.id AND o.level = 3 AND o.subject <> $1
                            AND (o.ends_at IS NULL OR o.ends_at > now())), '') AS "others!"
          FROM grants g
          JOIN nodes n ON n.id = g.node_id AND is_live(n)
         CROSS JOIN LATERAL (SELECT path_of(n.id) AS path OFFSET 0) place
         WHERE g.subject = $1 AND g.level = 3 AND (g.ends_at IS NULL OR g.ends_at > now()) AND place.path IS NOT NULL
           AND level_of(n.id, $3) >= 1
         ORDER BY place.path
         LIMIT $2
        "#,
        subject,
        MOST_SHARED,
        viewers
    )
    .fetch_all(executor)
    .await
}

/// Up to this many folders it pays to start a query from what somebody sees. Those who see more find a match among
/// the first candidates.
const FEW_VISIBLE: i32 = 2_000;

/// The folders that contain everything that these subjects may see, if they are few; `None`: they may see most of the
/// tree, or more folders than a list is good for. Not everything in these folders is visible to them: each item is
/// checked separately.
pub async fn visible_folders(executor: impl PgExecutor<'_>, subjects: &[String]) -> sqlx::Result<Option<Vec<Uuid>>> {
    sqlx::query_scalar!("SELECT visible_folders($1, $2)", subjects, FEW_VISIBLE).fetch_one(executor).await
}

/// Whether something in this folder, in the trash or not, is cut off and not theirs: who moves or deletes the folder
/// would decide about it, too.
pub async fn holds_others(connection: &mut PgConnection, folder: Uuid, subjects: &[String]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        SELECT EXISTS (
            SELECT FROM nodes n WHERE NOT n.inherits AND lies_in(n.id, $1) AND level_of(n.id, $2) < 3
        ) AS "holds!"
        "#,
        folder,
        subjects
    )
    .fetch_one(connection)
    .await
}
