//! Each question is asked for itself, and each is bounded: of a word that stands everywhere, as many are looked at as
//! anybody would leaf through. Whether something lies in the trash, or below a folder with many folders in it, takes a
//! walk up its ancestors. So the best are ranked first, and the walk is gone from the top of them until there are enough.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::search::{
    store::bounds::{Bounds, escaped},
    words::term::meant,
};

/// So many that fit are ranked at first.
pub const LOOKED_AT: i64 = 500;

/// So many, when most of the first lie in the trash or elsewhere, or when the order is not that of the best.
pub const LOOKED_AT_AGAIN: i64 = 20_000;

/// So many of the latest entries are compared by their names while their words are not worked out yet.
const LATEST: i64 = 1000;

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

/// What is wanted of those that fit, and in which order.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What its words have to be, as a tsquery.
    pub tsquery: &'a str,
    /// The query by which texts are ranked; without one it is the time of the last change.
    pub rank: Option<&'a str>,
    pub order: Order,
    pub now: OffsetDateTime,
    pub most: i64,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Best,
    Changed,
    Name,
    Size,
}

impl Order {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Best => "best",
            Self::Changed => "changed",
            Self::Name => "name",
            Self::Size => "size",
        }
    }
}

/// Whose words fit; what lies near first. Texts come by how often the words stand in them, later ones before older ones.
pub async fn by_words(connection: &mut PgConnection, wanted: Wanted<'_>, bounds: &Bounds) -> sqlx::Result<Vec<Uuid>> {
    let mut found = Vec::new();
    let ladder: &[i64] = if wanted.order == Order::Best { &[LOOKED_AT, LOOKED_AT_AGAIN] } else { &[LOOKED_AT_AGAIN] };
    for &looked_at in ladder {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.has_own_access, e.sha256, e.changed_at, e.sort_name, e.bytes
                  -- A plan of its own: how many fit a query with many words is mostly guessed too high.
                  FROM (SELECT node_id FROM search_words WHERE words @@ $1::text::tsquery OFFSET 0) w
                  JOIN search_entries e ON e.node_id = w.node_id
                 WHERE search_fits(e, $2, $3, $4, $5, $6, $7, $8)
                 LIMIT $10
            ), seen AS MATERIALIZED (
                SELECT folder FROM seen_folders(ARRAY(SELECT DISTINCT parent_id FROM found), $9, $12) AS folder
            ), best AS MATERIALIZED (
                SELECT node_id FROM (
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
                    OFFSET 0
                ) AS ranked
                 WHERE CASE WHEN has_own_access THEN is_there(parent_id, $9) AND level_of(node_id, $12) >= 1
                            ELSE parent_id IN (SELECT folder FROM seen) END
                 LIMIT $11
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL WHERE (SELECT count(*) FROM best) < $11 AND (SELECT count(*) FROM found) = $10
            "#,
            wanted.tsquery,
            bounds.kinds.as_deref(),
            bounds.smallest,
            bounds.largest,
            bounds.since,
            bounds.until,
            bounds.people.as_deref(),
            bounds.folders.as_deref(),
            bounds.below,
            looked_at,
            wanted.most,
            &bounds.subjects,
            wanted.rank,
            wanted.order.word(),
            &bounds.near,
            wanted.now,
        )
        .fetch_all(&mut *connection)
        .await?;
        if is_enough(&mut found, rows) {
            break;
        }
    }
    Ok(found)
}

/// Those of these words that stand anywhere.
pub async fn known(executor: impl PgExecutor<'_>, words: &[String]) -> sqlx::Result<Vec<String>> {
    let tsqueries: Vec<String> = words.iter().map(|word| meant(word)).collect();
    sqlx::query_scalar!(
        r#"
        SELECT asked.word AS "word!"
          FROM unnest($1::text[], $2::text[]) AS asked (word, tsquery)
         WHERE EXISTS (SELECT FROM search_words WHERE words @@ asked.tsquery::tsquery)
        "#,
        words,
        &tsqueries
    )
    .fetch_all(executor)
    .await
}

/// Whose names begin so; the exact ones first, with or without their ending.
pub async fn by_beginning(
    connection: &mut PgConnection,
    beginning: &str,
    bounds: &Bounds,
    most: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for looked_at in [LOOKED_AT, LOOKED_AT_AGAIN] {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.has_own_access, e.name
                  FROM search_entries e
                 WHERE e.name LIKE $1 AND search_fits(e, $3, $4, $5, $6, $7, $8, $9)
                 LIMIT $11
            ), seen AS MATERIALIZED (
                SELECT folder FROM seen_folders(ARRAY(SELECT DISTINCT parent_id FROM found), $10, $13) AS folder
            ), best AS MATERIALIZED (
                SELECT node_id FROM (
                    SELECT node_id, parent_id, has_own_access FROM found
                     ORDER BY CASE WHEN name = $2 THEN 0 WHEN split_part(name, '.', 1) = $2 THEN 1 ELSE 2 END,
                              parent_id = ANY ($14) DESC, length(name), name, node_id
                    OFFSET 0
                ) AS ranked
                 WHERE CASE WHEN has_own_access THEN is_there(parent_id, $10) AND level_of(node_id, $13) >= 1
                            ELSE parent_id IN (SELECT folder FROM seen) END
                 LIMIT $12
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL WHERE (SELECT count(*) FROM best) < $12 AND (SELECT count(*) FROM found) = $11
            "#,
            format!("{}%", escaped(beginning)),
            beginning,
            bounds.kinds.as_deref(),
            bounds.smallest,
            bounds.largest,
            bounds.since,
            bounds.until,
            bounds.people.as_deref(),
            bounds.folders.as_deref(),
            bounds.below,
            looked_at,
            most,
            &bounds.subjects,
            &bounds.near,
        )
        .fetch_all(&mut *connection)
        .await?;
        if is_enough(&mut found, rows) {
            break;
        }
    }
    Ok(found)
}

/// Entries that have come so lately that their words are not worked out, and whose names have all of these letters in them.
pub async fn by_queue(
    executor: impl PgExecutor<'_>,
    words: &[String],
    bounds: &Bounds,
    most: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let patterns: Vec<String> = words.iter().map(|word| format!("%{}%", escaped(word))).collect();
    sqlx::query_scalar!(
        r#"
        SELECT e.node_id
          FROM (SELECT node_id FROM search_queue ORDER BY node_id DESC LIMIT $11) AS q
          JOIN search_entries e ON e.node_id = q.node_id
         WHERE e.name LIKE ALL ($1) AND search_fits(e, $2, $3, $4, $5, $6, $7, $8)
           AND is_there(e.parent_id, $9) AND level_of(e.node_id, $10) >= 1
         ORDER BY e.name, e.node_id LIMIT $12
        "#,
        &patterns,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        bounds.below,
        &bounds.subjects,
        LATEST,
        most,
    )
    .fetch_all(executor)
    .await
}
