//! Why somebody may, or may not, see one folder or document.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// The outcome, with one relevant grant; a row without a grant where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyRow {
    /// What the one rule says.
    pub decided: i16,
    /// Whether they pass through on their way to something that was granted in it.
    pub leads: bool,
    /// Whether the asker owns all ancestors, and so sees all grants.
    pub is_told_all: bool,
    pub grant: Option<WhyGrant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyGrant {
    /// Where it was given: the thing itself, or a folder above it.
    pub node: Uuid,
    pub folder: String,
    /// How far above; 0 is the thing itself.
    pub depth: i32,
    pub subject: String,
    pub level: i16,
    pub ends_at: Option<OffsetDateTime>,
    pub has_ended: bool,
    pub granted_at: OffsetDateTime,
    pub granted_by: String,
    pub giver: String,
    pub reason: String,
    /// What is cut off from it, on the way down to the thing; the first of these.
    pub cut: Option<(Uuid, String)>,
}

/// The grants to these subjects on an item and its ancestors, whether or not they count. Those that do not count are
/// returned for folders that `asker` owns, and for all where `is_own` says that they ask about themselves.
pub async fn why(
    executor: impl PgExecutor<'_>,
    node: Uuid,
    names: &[String],
    asker: &[String],
    is_own: bool,
) -> sqlx::Result<Vec<WhyRow>> {
    let rows = sqlx::query!(
        r#"
        WITH RECURSIVE up (id, parent_id, name, inherits, depth, cut_id, cut_name) AS (
            SELECT id, parent_id, name, inherits, 0, NULL::uuid, NULL::text FROM nodes WHERE id = $1
            UNION ALL
            SELECT n.id, n.parent_id, n.name, n.inherits, up.depth + 1,
                   CASE WHEN up.inherits THEN up.cut_id ELSE up.id END,
                   CASE WHEN up.inherits THEN up.cut_name ELSE up.name END
              FROM up JOIN nodes n ON n.id = up.parent_id
        ), told AS (
            SELECT up.id, up.name, up.depth, g.subject, g.level, g.ends_at, g.granted_at, g.granted_by, g.reason,
                   coalesce(g.ends_at <= now(), false) AS has_ended,
                   CASE WHEN g.level < 3 THEN up.cut_id END   AS cut_id,
                   CASE WHEN g.level < 3 THEN up.cut_name END AS cut_name
              FROM up JOIN grants g ON g.node_id = up.id AND g.subject = ANY ($2)
        )
        SELECT level_of($1, $2) AS "decided!",
               leads($1, $2) AS "leads!",
               $4 OR NOT EXISTS (SELECT FROM up WHERE parent_id IS NULL AND level_of(id, $3) < 3) AS "is_told_all!",
               told.id AS "node?", told.name AS "folder?", told.depth AS "depth?", told.subject AS "subject?",
               told.level AS "level?", told.ends_at, told.has_ended AS "has_ended?", told.granted_at AS "granted_at?",
               told.granted_by AS "granted_by?", told.reason AS "reason?", told.cut_id, told.cut_name,
               coalesce(nullif(b.name, ''), b.email, '') AS "giver!"
          FROM (VALUES (1)) AS one
          LEFT JOIN told ON $4 OR (told.cut_id IS NULL AND NOT told.has_ended) OR level_of(told.id, $3) = 3
          LEFT JOIN people b ON b.user_key = told.granted_by
         ORDER BY told.depth, told.level DESC, told.subject
        "#,
        node,
        names,
        asker,
        is_own
    )
    .fetch_all(executor)
    .await?;
    let read = rows.into_iter().map(|row| WhyRow {
        decided: row.decided,
        leads: row.leads,
        is_told_all: row.is_told_all,
        grant: row.node.map(|node| WhyGrant {
            node,
            folder: row.folder.unwrap_or_default(),
            depth: row.depth.unwrap_or_default(),
            subject: row.subject.unwrap_or_default(),
            level: row.level.unwrap_or_default(),
            ends_at: row.ends_at,
            has_ended: row.has_ended.unwrap_or_default(),
            granted_at: row.granted_at.unwrap_or(OffsetDateTime::UNIX_EPOCH),
            granted_by: row.granted_by.unwrap_or_default(),
            giver: row.giver,
            reason: row.reason.unwrap_or_default(),
            cut: row.cut_id.zip(row.cut_name),
        }),
    });
    Ok(read.collect())
}
