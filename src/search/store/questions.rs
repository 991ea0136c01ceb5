//! Each question is asked for itself, and each is bounded: of a word that stands everywhere, as many are looked at as
//! anybody would leaf through. Whether something lies in the trash, or below a folder with many folders in it, takes a
//! walk up its ancestors. So the best are ranked first, and the walk is gone from the top of them until there are enough.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::{
    documents::item::ROOT,
    search::store::{
        bounds::Bounds,
        words::{Understood, anywhere},
    },
};

/// So many that fit are ranked at first.
pub(super) const LOOKED_AT: i64 = 500;

/// So many at first of texts with a phrase.
const LOOKED_AT_SOON: i64 = 50;

/// So many, when most of the first lie in the trash or elsewhere.
pub(super) const LOOKED_AT_AGAIN: i64 = 20_000;

/// Adds what a further look has found. Gives whether that is enough: a row without an id at the end says that these are
/// fewer than were wanted, and that not all that fit were looked at. What was found before stays in front, so that the
/// pages of an answer do not overlap, however far each of them looks.
pub(super) fn is_enough(found: &mut Vec<Uuid>, rows: Vec<Option<Uuid>>) -> bool {
    let is_enough = rows.last() != Some(&None);
    for id in rows.into_iter().flatten() {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    is_enough
}

/// Whose paths have all the words in them, some in the names of folders: what has the last of the words in its own name,
/// and what lies in such a folder.
pub async fn by_path(
    executor: impl PgExecutor<'_>,
    query: &Understood,
    bounds: &Bounds,
    wanted: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"
        WITH RECURSIVE named AS MATERIALIZED (
            SELECT DISTINCT near.node_id, near.parent_id, near.name
              FROM unnest($1::text[]) AS pattern
              CROSS JOIN LATERAL (
                  (SELECT node_id, parent_id, name FROM search_entries
                    WHERE name LIKE pattern AND kind = 'folder' LIMIT 400)
                  UNION ALL
                  -- A document with the only word in its name has been found by its name.
                  (SELECT node_id, parent_id, name FROM search_entries
                    WHERE cardinality($2::text[]) > 1 AND name LIKE pattern AND kind <> 'folder' LIMIT 400)
              ) near
        ), up (node_id, next, path) AS (
            SELECT node_id, parent_id, name FROM named
            UNION ALL
            SELECT up.node_id, e.parent_id, e.name || '/' || up.path
              FROM up
              JOIN search_entries e ON e.node_id = up.next
        ), down (node_id, depth) AS (
            SELECT node_id, 0 FROM up WHERE next = $13 AND search_fold(path) LIKE ALL ($2)
            UNION ALL
            SELECT e.node_id, down.depth + 1 FROM down JOIN search_entries e ON e.parent_id = down.node_id
        )
        SELECT node_id AS "node_id!" FROM (
            SELECT e.node_id, e.parent_id
              FROM (SELECT * FROM down LIMIT 10000) met
              JOIN search_entries e USING (node_id)
             WHERE search_fits(e, $3, $4, $5, $6, $7, $8, $9) AND NOT e.name LIKE ANY ($11)
             GROUP BY e.node_id
             ORDER BY min(met.depth), length(e.name), e.name, e.node_id
            OFFSET 0
        ) AS ranked
         WHERE is_there(parent_id, $10) AND level_of(node_id, $14) >= 1
         LIMIT $12
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
        wanted,
        ROOT,
        &bounds.subjects,
    )
    .fetch_all(executor)
    .await
}

/// Things whose text contains the words, those first in which the words are frequent and close together. Of phrases
/// fewer are ranked: the index knows words, not their neighbours, so every text with all of the words has to be read.
pub async fn by_content(
    connection: &mut PgConnection,
    query: &str,
    bounds: &Bounds,
    is_phrase: bool,
    wanted: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let ladder: &[i64] = if is_phrase { &[LOOKED_AT_SOON, LOOKED_AT] } else { &[LOOKED_AT, LOOKED_AT_AGAIN] };
    let mut found = Vec::new();
    for &looked_at in ladder {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.name, c.words
                  FROM contents c
                  JOIN search_entries e ON e.sha256 = c.sha256
                 WHERE c.words @@ $1::text::tsquery AND search_fits(e, $2, $3, $4, $5, $6, $7, $8)
                 LIMIT $10
            ), best AS MATERIALIZED (
                SELECT node_id FROM (
                    SELECT node_id, parent_id FROM found
                     ORDER BY ts_rank(words, $1::text::tsquery, 1) DESC, name, node_id
                    OFFSET 0
                ) AS ranked
                 WHERE is_there(parent_id, $9) AND level_of(node_id, $12) >= 1
                 LIMIT $11
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL WHERE (SELECT count(*) FROM best) < $11 AND (SELECT count(*) FROM found) = $10
            "#,
            query,
            bounds.kinds.as_deref(),
            bounds.smallest,
            bounds.largest,
            bounds.since,
            bounds.until,
            bounds.people.as_deref(),
            bounds.folders.as_deref(),
            bounds.below,
            looked_at,
            wanted,
            &bounds.subjects,
        )
        .fetch_all(&mut *connection)
        .await?;
        if is_enough(&mut found, rows) {
            break;
        }
    }
    Ok(found)
}

/// Without words: what was changed last.
pub async fn by_change(executor: impl PgExecutor<'_>, bounds: &Bounds, wanted: i64) -> sqlx::Result<Vec<Uuid>> {
    if bounds.folders.is_some() {
        return by_change_in_folders(executor, bounds, wanted).await;
    }
    sqlx::query_scalar!(
        "
        SELECT node_id FROM (
            SELECT e.node_id, e.parent_id FROM search_entries e
             WHERE search_fits(e, $1, $2, $3, $4, $5, $6, NULL)
             ORDER BY e.changed_at DESC, e.node_id
            OFFSET 0
        ) AS latest
         WHERE is_there(parent_id, $7) AND level_of(node_id, $9) >= 1
         LIMIT $8
        ",
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.below,
        wanted,
        &bounds.subjects,
    )
    .fetch_all(executor)
    .await
}

/// From folder to folder. The index of changes would be read from the latest change of all to those in these folders.
async fn by_change_in_folders(executor: impl PgExecutor<'_>, bounds: &Bounds, wanted: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        WITH lying AS MATERIALIZED (
            SELECT e.node_id, e.parent_id, e.changed_at
              FROM unnest($7::uuid[]) AS folder (id)
              JOIN search_entries e ON e.parent_id = folder.id
             WHERE search_fits(e, $1, $2, $3, $4, $5, $6, NULL)
        )
        SELECT node_id FROM (
            SELECT node_id, parent_id FROM lying ORDER BY changed_at DESC, node_id OFFSET 0
        ) AS latest
         WHERE is_there(parent_id, NULL) AND level_of(node_id, $9) >= 1
         LIMIT $8
        ",
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        wanted,
        &bounds.subjects,
    )
    .fetch_all(executor)
    .await
}
