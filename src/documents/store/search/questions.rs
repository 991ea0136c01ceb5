//! Each question is asked for itself, and each is bounded: of a word that stands everywhere, as many are looked at as
//! anybody would leaf through.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::documents::store::search::words::{Understood, anywhere, escaped, longest};

/// What may be found; each bound holds where there is one.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    pub kinds: Option<Vec<String>>,
    pub smallest: Option<i64>,
    pub largest: Option<i64>,
    pub since: Option<OffsetDateTime>,
    pub until: Option<OffsetDateTime>,
    pub people: Option<Vec<String>>,
    /// Where things lie, when those are few folders.
    pub folders: Option<Vec<Uuid>>,
    /// Otherwise the folder that they lie in or below.
    pub below: Option<Uuid>,
}

/// So many folders are looked into one by one; with more below a folder, each thing's ancestors are looked at.
const FEW_FOLDERS: i64 = 2_000;

/// This folder and those below it; `None`: they are many.
pub async fn folders_below(executor: impl PgExecutor<'_>, folder: Uuid) -> sqlx::Result<Option<Vec<Uuid>>> {
    let folders = sqlx::query_scalar!(
        r#"
        WITH RECURSIVE below (id) AS (
            SELECT $1::uuid
            UNION ALL
            SELECT n.id FROM below b JOIN nodes n ON n.parent_id = b.id AND n.kind = 'folder' AND n.deletion_id IS NULL
        )
        SELECT id AS "id!" FROM below LIMIT $2
        "#,
        folder,
        FEW_FOLDERS + 1
    )
    .fetch_all(executor)
    .await?;
    Ok(i64::try_from(folders.len()).is_ok_and(|count| count <= FEW_FOLDERS).then_some(folders))
}

/// Whose names begin so; the exact ones first, with or without their ending.
pub async fn by_beginning(
    executor: impl PgExecutor<'_>,
    query: &Understood,
    bounds: &Bounds,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        SELECT node_id FROM (
            SELECT e.* FROM search_entries e
             WHERE e.name LIKE $1 AND search_fits(e, $3, $4, $5, $6, $7, $8, $9, $10)
             LIMIT 500
        ) AS found
         WHERE NOT name LIKE ANY ($11)
         ORDER BY CASE WHEN name = $2 THEN 0 WHEN split_part(name, '.', 1) = $2 THEN 1 ELSE 2 END, length(name), name, node_id
         LIMIT 500
        ",
        format!("{}%", escaped(&query.whole)),
        query.whole,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        bounds.below,
        &anywhere(&query.without),
    )
    .fetch_all(executor)
    .await
}

/// Whose names have all the words in them. The index is asked for the longest.
pub async fn by_name(executor: impl PgExecutor<'_>, query: &Understood, bounds: &Bounds) -> sqlx::Result<Vec<Uuid>> {
    let (longest, patterns) = (longest(query), anywhere(&query.words));
    sqlx::query_scalar!(
        "
        SELECT node_id FROM (
            SELECT e.* FROM search_entries e
             WHERE e.name LIKE $1 AND e.name LIKE ALL ($2) AND search_fits(e, $3, $4, $5, $6, $7, $8, $9, $10)
             LIMIT 500
        ) AS found
         WHERE NOT name LIKE ANY ($11)
         ORDER BY length(name), name, node_id
         LIMIT 500
        ",
        longest,
        &patterns,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        bounds.below,
        &anywhere(&query.without),
    )
    .fetch_all(executor)
    .await
}

/// Whose names are spelt nearly so.
pub async fn by_likeness(
    executor: impl PgExecutor<'_>,
    query: &Understood,
    bounds: &Bounds,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        SELECT node_id FROM (
            SELECT e.* FROM search_entries e
             WHERE $1 <% e.name AND search_fits(e, $2, $3, $4, $5, $6, $7, $8, $9)
             LIMIT 200
        ) AS found
         WHERE NOT name LIKE ANY ($10)
         ORDER BY word_similarity($1, name) DESC, length(name), name, node_id
         LIMIT 100
        ",
        query.whole,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        bounds.below,
        &anywhere(&query.without),
    )
    .fetch_all(executor)
    .await
}

/// Whose paths have all the words in them, some in the names of folders: what has the last of the words in its own name,
/// and what lies in such a folder.
pub async fn by_path(executor: impl PgExecutor<'_>, query: &Understood, bounds: &Bounds) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"
        WITH RECURSIVE named AS MATERIALIZED (
            SELECT DISTINCT near.node_id
              FROM unnest($1::text[]) AS pattern
              CROSS JOIN LATERAL (
                  SELECT node_id FROM search_entries WHERE name LIKE pattern ORDER BY kind <> 'folder' LIMIT 400
              ) near
        ), down (node_id, depth) AS (
            SELECT node_id, 0 FROM named WHERE search_fold(path_of(node_id)) LIKE ALL ($2)
            UNION ALL
            SELECT e.node_id, down.depth + 1 FROM down JOIN search_entries e ON e.parent_id = down.node_id
        )
        SELECT node_id AS "node_id!" FROM (
            SELECT e.node_id, e.name, met.depth
              FROM (SELECT * FROM down LIMIT 10000) met
              JOIN search_entries e USING (node_id)
             WHERE search_fits(e, $3, $4, $5, $6, $7, $8, $9, $10) AND NOT e.name LIKE ANY ($11)
             LIMIT 500
        ) AS found
         GROUP BY node_id, name
         ORDER BY min(depth), length(name), name, node_id
        "#,
        &anywhere(&query.indexed),
        &anywhere(&query.words),
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        bounds.below,
        &anywhere(&query.without),
    )
    .fetch_all(executor)
    .await
}

/// In whose text the words are; where they are often and close to each other first.
pub async fn by_content(
    executor: impl PgExecutor<'_>,
    query: &str,
    bounds: &Bounds,
    most: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        SELECT node_id FROM (
            SELECT e.node_id, e.name, c.words
              FROM contents c
              JOIN search_entries e ON e.sha256 = c.sha256
             WHERE c.words @@ $1::text::tsquery AND search_fits(e, $2, $3, $4, $5, $6, $7, $8, $9)
             LIMIT $10
        ) AS found
         ORDER BY ts_rank(words, $1::text::tsquery, 1) DESC, name, node_id
        ",
        query,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        bounds.below,
        most,
    )
    .fetch_all(executor)
    .await
}

/// Without words: what was changed last.
pub async fn by_change(executor: impl PgExecutor<'_>, bounds: &Bounds, most: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        SELECT e.node_id FROM search_entries e
         WHERE search_fits(e, $1, $2, $3, $4, $5, $6, $7, $8)
         ORDER BY e.changed_at DESC, e.node_id
         LIMIT $9
        ",
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        bounds.below,
        most,
    )
    .fetch_all(executor)
    .await
}
