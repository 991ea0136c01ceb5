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
    /// A folder's path.
    pub below: Option<String>,
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
             WHERE e.name LIKE $1 AND search_fits(e, $3, $4, $5, $6, $7, $8, $9)
             LIMIT 500
        ) AS found
         WHERE NOT name LIKE ANY ($10)
         ORDER BY CASE WHEN name = $2 THEN 0 WHEN split_part(name, '.', 1) = $2 THEN 1 ELSE 2 END, length(name), place
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
             WHERE e.name LIKE $1 AND e.name LIKE ALL ($2) AND search_fits(e, $3, $4, $5, $6, $7, $8, $9)
             LIMIT 500
        ) AS found
         WHERE NOT name LIKE ANY ($10)
         ORDER BY length(name), place
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
             WHERE $1 <% e.name AND search_fits(e, $2, $3, $4, $5, $6, $7, $8)
             LIMIT 200
        ) AS found
         WHERE NOT name LIKE ANY ($9)
         ORDER BY word_similarity($1, name) DESC, length(name), place
         LIMIT 100
        ",
        query.whole,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.below,
        &anywhere(&query.without),
    )
    .fetch_all(executor)
    .await
}

/// Whose paths have all the words in them: some in the names of folders.
pub async fn by_path(executor: impl PgExecutor<'_>, query: &Understood, bounds: &Bounds) -> sqlx::Result<Vec<Uuid>> {
    let (longest, patterns) = (longest(query), anywhere(&query.words));
    sqlx::query_scalar!(
        "
        SELECT node_id FROM (
            SELECT e.* FROM search_entries e
             WHERE e.path LIKE $1 AND e.path LIKE ALL ($2) AND search_fits(e, $3, $4, $5, $6, $7, $8, $9)
             LIMIT 500
        ) AS found
         WHERE NOT path LIKE ANY ($10)
         ORDER BY length(path), place
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
            SELECT e.node_id, e.place, c.words
              FROM contents c
              JOIN search_entries e ON e.sha256 = c.sha256
             WHERE c.words @@ $1::text::tsquery AND search_fits(e, $2, $3, $4, $5, $6, $7, $8)
             LIMIT $9
        ) AS found
         ORDER BY ts_rank(words, $1::text::tsquery, 1) DESC, place
        ",
        query,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
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
         WHERE search_fits(e, $1, $2, $3, $4, $5, $6, $7)
         ORDER BY e.changed_at DESC, e.node_id
         LIMIT $8
        ",
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.below,
        most,
    )
    .fetch_all(executor)
    .await
}
