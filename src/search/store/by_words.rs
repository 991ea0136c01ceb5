//! The question whose words fit, from two sides: from the index of words, or from the folders that it is asked of.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::search::store::{
    bounds::Bounds,
    questions::{Found, Wanted},
};

macro_rules! by_words_from {
    ($source:tt, $connection:ident, $wanted:ident, $bounds:ident) => {{
        let mut found = Found::default();
        for &(looked_at, checked) in $wanted.ladder {
            let rows = sqlx::query_scalar!(
                r#"
                WITH found AS MATERIALIZED (
                    SELECT e.node_id, e.parent_id, e.has_own_access, e.sha256, e.changed_at, e.sort_name, e.bytes
                      FROM "#
                    + $source
                    + r#"
                     LIMIT $10
                ), ranked AS MATERIALIZED (
                    SELECT f.node_id, f.parent_id, f.has_own_access
                      FROM found f
                      LEFT JOIN contents c ON c.sha256 = f.sha256 AND $13::text IS NOT NULL
                     ORDER BY CASE WHEN $14 = 'changed' THEN f.changed_at END DESC,
                              CASE WHEN $14 = 'name' THEN f.sort_name END,
                              CASE WHEN $14 = 'size' THEN f.bytes END DESC,
                              f.parent_id = ANY ($15) DESC,
                              -- A year counts as much as every second time that a word stands there.
                              coalesce(ts_rank(c.words, $13::text::tsquery, 1), 0)
                              / (1 + greatest(extract(epoch FROM $16::timestamptz - f.changed_at), 0) / 31557600) DESC,
                              f.changed_at DESC, f.sort_name, f.node_id
                     LIMIT $17
                ), seen AS MATERIALIZED (
                    SELECT folder FROM seen_folders(ARRAY(SELECT DISTINCT parent_id FROM ranked), $9, $12) AS folder
                ), best AS MATERIALIZED (
                    SELECT node_id FROM ranked
                     WHERE CASE WHEN has_own_access THEN is_there(parent_id, $9) AND level_of(node_id, $12) >= 1
                                ELSE parent_id IN (SELECT folder FROM seen) END
                     LIMIT $11
                )
                SELECT node_id AS "node_id?" FROM best
                UNION ALL
                SELECT NULL
                 WHERE (SELECT count(*) FROM best) < $11 AND (SELECT count(*) FROM found) >= least($10, $17 + 1)
                "#,
                $wanted.indexed,
                $bounds.kinds.as_deref(),
                $bounds.smallest,
                $bounds.largest,
                $bounds.since,
                $bounds.until,
                $bounds.people.as_deref(),
                $bounds.folders.as_deref(),
                $bounds.below,
                looked_at,
                $wanted.most,
                &$bounds.subjects,
                $wanted.rank,
                $wanted.order.word(),
                &$bounds.near,
                $wanted.now,
                checked,
                $wanted.whole,
            )
            .fetch_all(&mut *$connection)
            .await?;
            if found.is_enough(rows) {
                break;
            }
        }
        Ok(found)
    }};
}

/// Whose words fit; what lies near first. Texts come by how often the words stand in them, later ones before older ones.
pub async fn by_words(connection: &mut PgConnection, wanted: Wanted<'_>, bounds: &Bounds) -> sqlx::Result<Found> {
    // The index of words knows nothing of folders: of a word that stands everywhere it gives everything.
    if let Some(folders) = &bounds.folders
        && are_fewer(&mut *connection, folders, wanted.expected).await?
    {
        return by_words_from!(
            "
            search_entries e
            CROSS JOIN LATERAL (
                SELECT FROM search_words w
                 WHERE w.node_id = e.node_id AND w.words @@ coalesce($18::text, $1::text)::tsquery OFFSET 0
            ) w
            WHERE e.parent_id = ANY ($8) AND search_fits(e, $2, $3, $4, $5, $6, $7, $8)
            ",
            connection,
            wanted,
            bounds
        );
    }
    by_words_from!(
        // Each step by itself: how many fit a query with many words is mostly guessed too high.
        "
        (SELECT node_id
           FROM (SELECT node_id, words FROM search_words WHERE words @@ $1::text::tsquery OFFSET 0) AS indexed
          WHERE $18::text IS NULL OR words @@ $18::text::tsquery
         OFFSET 0) w
        CROSS JOIN LATERAL (
            SELECT e.* FROM search_entries e
             WHERE e.node_id = w.node_id AND search_fits(e, $2, $3, $4, $5, $6, $7, $8) OFFSET 0
        ) e
        ",
        connection,
        wanted,
        bounds
    )
}

/// More things in the folders than this are never the shorter way: how often words occur is a guess.
const MOST_IN_FOLDERS: i64 = 20_000;

/// Whether far fewer things lie in these folders than are expected to have the words.
async fn are_fewer(connection: &mut PgConnection, folders: &[Uuid], expected: i64) -> sqlx::Result<bool> {
    let most = (expected / 2).min(MOST_IN_FOLDERS);
    sqlx::query_scalar!(
        r#"
        SELECT count(*) < $2 AS "are_fewer!"
          FROM (SELECT FROM search_entries WHERE parent_id = ANY ($1) LIMIT $2) AS counted
        "#,
        folders,
        most
    )
    .fetch_one(connection)
    .await
}
