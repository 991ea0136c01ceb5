//! Favourites, and items opened or changed recently.

use std::collections::HashSet;

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    documents::{
        document::{Entry, Placed},
        item::Trace,
        item::Who,
        store::list::kind,
    },
};

/// As the queries below give it.
struct Row {
    id: Uuid,
    name: String,
    path: String,
    revision: i64,
    changed_at: OffsetDateTime,
    changed_by: String,
    changer: String,
    sha256: Option<Vec<u8>>,
    size: Option<i64>,
    content_type: Option<String>,
    is_favourite: bool,
    at: OffsetDateTime,
}

impl Row {
    fn read(self) -> Result<Placed> {
        let changed = Trace { at: self.changed_at, by: Who::of(self.changed_by, self.changer) };
        let kind = kind(self.sha256, self.size, self.content_type)?;
        let entry = Entry { id: self.id, name: self.name, revision: self.revision, changed: Some(changed), kind };
        Ok(Placed { entry, path: self.path, is_favourite: self.is_favourite, at: self.at })
    }
}

/// The most that a page shows.
const MOST: i64 = 100;
const MOST_FAVOURITES: i64 = 1000;

/// A star on something that is there, but for the root; `false`: it is not.
pub async fn mark(
    executor: impl PgExecutor<'_>,
    user: &str,
    node: Uuid,
    at: OffsetDateTime,
    subjects: &[String],
) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"
        WITH there AS (
            SELECT id FROM nodes
             WHERE id = $2 AND path_of(id) IS NOT NULL AND (kind = 'folder' OR current_version_id IS NOT NULL)
               AND parent_id IS NOT NULL AND level_of(id, $4) >= 1
        ), marked AS (
            INSERT INTO favourites (user_key, node_id, created_at)
            SELECT $1, id, $3 FROM there
            ON CONFLICT ON CONSTRAINT favourites_pkey DO NOTHING
        )
        SELECT count(*) AS "count!" FROM there
        "#,
        user,
        node,
        at,
        subjects
    )
    .fetch_one(executor)
    .await?;
    Ok(found > 0)
}

pub async fn unmark(executor: impl PgExecutor<'_>, user: &str, node: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM favourites WHERE user_key = $1 AND node_id = $2", user, node).execute(executor).await?;
    Ok(())
}

/// Which of these things carry this person's star.
pub async fn marked_among(executor: impl PgExecutor<'_>, user: &str, ids: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let marked =
        sqlx::query_scalar!("SELECT node_id FROM favourites WHERE user_key = $1 AND node_id = ANY ($2)", user, ids)
            .fetch_all(executor)
            .await?;
    Ok(marked.into_iter().collect())
}

/// Whether this carries this person's star.
pub async fn is_marked(executor: impl PgExecutor<'_>, user: &str, node: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM favourites WHERE user_key = $1 AND node_id = $2) AS "is_marked!""#,
        user,
        node
    )
    .fetch_one(executor)
    .await
}

/// Everything with this person's star, the latest first.
pub async fn favourites(
    executor: impl PgExecutor<'_>,
    user: &str,
    subjects: &[String],
) -> sqlx::Result<Vec<Result<Placed>>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        SELECT n.id, n.name, n.revision,
               place.path                                         AS "path!",
               coalesce(v.modified_at, v.created_at, n.updated_at) AS "changed_at!",
               coalesce(v.created_by, n.updated_by, n.created_by) AS "changed_by!",
               coalesce(nullif(p.name, ''), p.email, '')          AS "changer!",
               v.sha256       AS "sha256?",
               v.size         AS "size?",
               v.content_type AS "content_type?",
               true           AS "is_favourite!",
               f.created_at   AS "at!"
          FROM favourites f
          JOIN nodes n ON n.id = f.node_id AND (n.kind = 'folder' OR n.current_version_id IS NOT NULL)
          CROSS JOIN LATERAL (SELECT path_of(n.id) AS path OFFSET 0) place
          LEFT JOIN versions v ON v.id = n.current_version_id
          LEFT JOIN people p ON p.user_key = coalesce(v.created_by, n.updated_by, n.created_by)
         WHERE f.user_key = $1 AND place.path IS NOT NULL AND level_of(n.id, $3) >= 1
         ORDER BY f.created_at DESC, n.id
         LIMIT $2
        "#,
        user,
        MOST_FAVOURITES,
        subjects
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// The documents that anybody changed lately, the latest first.
pub async fn changed(
    executor: impl PgExecutor<'_>,
    user: &str,
    subjects: &[String],
    folders: Option<&[Uuid]>,
) -> sqlx::Result<Vec<Result<Placed>>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        WITH lately AS (
            -- From the latest on, for those who see most of what there is.
            (SELECT nodes.id
               FROM nodes
              WHERE $4::uuid[] IS NULL
                AND kind = 'document' AND is_live(nodes) AND is_there(nodes.id, NULL) AND level_of(nodes.id, $3) >= 1
              ORDER BY updated_at DESC
              LIMIT $2)
            UNION ALL
            -- Else from what they see.
            (SELECT seen.id
               FROM (
                   SELECT n.id, n.updated_at
                     FROM unnest($4::uuid[]) AS folder (id)
                     JOIN nodes n ON n.parent_id = folder.id AND n.kind = 'document' AND is_live(n)
                    ORDER BY n.updated_at DESC
                   OFFSET 0
               ) AS seen
              WHERE is_there(seen.id, NULL) AND level_of(seen.id, $3) >= 1
              LIMIT $2)
        )
        SELECT n.id, n.name, n.revision,
               path_of(n.id)                             AS "path!",
               n.updated_at                              AS "changed_at!",
               coalesce(n.updated_by, n.created_by)      AS "changed_by!",
               coalesce(nullif(p.name, ''), p.email, '') AS "changer!",
               v.sha256       AS "sha256?",
               v.size         AS "size?",
               v.content_type AS "content_type?",
               EXISTS (SELECT FROM favourites f WHERE f.user_key = $1 AND f.node_id = n.id) AS "is_favourite!",
               n.updated_at   AS "at!"
          FROM lately
          JOIN nodes n ON n.id = lately.id
          JOIN versions v ON v.id = n.current_version_id
          LEFT JOIN people p ON p.user_key = coalesce(n.updated_by, n.created_by)
         ORDER BY n.updated_at DESC, n.id
        "#,
        user,
        MOST,
        subjects,
        folders
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// The documents that this person opened lately, the latest first.
pub async fn opened(
    executor: impl PgExecutor<'_>,
    user: &str,
    subjects: &[String],
) -> sqlx::Result<Vec<Result<Placed>>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        SELECT n.id, n.name, n.revision,
               place.path                                AS "path!",
               coalesce(v.modified_at, v.created_at)     AS "changed_at!",
               v.created_by                              AS "changed_by!",
               coalesce(nullif(p.name, ''), p.email, '') AS "changer!",
               v.sha256       AS "sha256?",
               v.size         AS "size?",
               v.content_type AS "content_type?",
               EXISTS (SELECT FROM favourites f WHERE f.user_key = $1 AND f.node_id = n.id) AS "is_favourite!",
               o.at
          FROM visits o
          JOIN nodes n ON n.id = o.node_id
          CROSS JOIN LATERAL (SELECT path_of(n.id) AS path OFFSET 0) place
          JOIN versions v ON v.id = n.current_version_id
          LEFT JOIN people p ON p.user_key = v.created_by
         WHERE o.user_key = $1 AND place.path IS NOT NULL AND level_of(n.id, $3) >= 1
         ORDER BY o.at DESC, n.id
         LIMIT $2
        "#,
        user,
        MOST,
        subjects
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// This person has opened a document; the hundred latest stay.
pub async fn visit(executor: impl PgExecutor<'_>, user: &str, node: Uuid, at: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "
        WITH older AS (
            DELETE FROM visits
             WHERE user_key = $1
               AND node_id IN (
                   SELECT node_id FROM visits WHERE user_key = $1 AND node_id <> $2 ORDER BY at DESC, node_id OFFSET $4
               )
        )
        INSERT INTO visits (user_key, node_id, at)
        SELECT $1, id, $3 FROM nodes WHERE id = $2 AND path_of(id) IS NOT NULL AND current_version_id IS NOT NULL
        ON CONFLICT ON CONSTRAINT visits_pkey DO UPDATE SET at = excluded.at
        ",
        user,
        node,
        at,
        MOST - 1
    )
    .execute(executor)
    .await?;
    Ok(())
}
