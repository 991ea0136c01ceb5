//! Each question is asked for itself, and each is bounded: of a word that stands everywhere, as many are looked at as
//! anybody would leaf through. Whether something lies in the trash, or below a folder with many folders in it, takes a
//! walk up its ancestors. So the best are ranked first, and the walk is gone from the top of them until there are enough.

use std::collections::HashSet;

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

/// How many are ranked, and of how many of the best it is asked whether they may be seen: mostly the first ones may.
pub const LADDER: [(i64, i64); 3] = [(LOOKED_AT, 150), (2000, 2000), (LOOKED_AT_AGAIN, LOOKED_AT_AGAIN)];

/// The same for what is not ranked, but only ordered by its last change: fewer are enough.
pub const SHORT_LADDER: [(i64, i64); 3] = [(150, 150), LADDER[1], LADDER[2]];

/// So many of the latest entries are compared by their names while their words are not worked out yet.
const LATEST: i64 = 1000;

/// What a question has found.
#[derive(Debug, Default)]
pub struct Found {
    pub ids: Vec<Uuid>,
    /// Whether everything that fits was looked at. Not when there were enough before.
    pub is_all: bool,
}

impl Found {
    /// Nothing can fit.
    pub fn nothing() -> Self {
        Self { ids: Vec::new(), is_all: true }
    }

    /// Adds what a further look has found. Gives whether that is enough: a row without an id at the end says that these are
    /// fewer than were wanted, and that not all that fit were looked at. What was found before stays in front, so that the
    /// pages of an answer do not overlap, however far each of them looks.
    pub(super) fn is_enough(&mut self, rows: Vec<Option<Uuid>>) -> bool {
        self.is_all = rows.last() != Some(&None);
        let known: HashSet<Uuid> = self.ids.iter().copied().collect();
        self.ids.extend(rows.into_iter().flatten().filter(|id| !known.contains(id)));
        self.is_all
    }
}

/// What is wanted of those that fit, and in which order.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What the index is asked for, as a tsquery.
    pub indexed: &'a str,
    /// What the words of what it gives have to be, if that is more.
    pub whole: Option<&'a str>,
    /// How many are expected to fit.
    pub expected: i64,
    /// How many are looked at, see [`LADDER`].
    pub ladder: &'a [(i64, i64)],
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

/// These, in another order than that of the best.
pub async fn in_order(executor: impl PgExecutor<'_>, ids: &[Uuid], order: Order) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        SELECT node_id FROM search_entries
         WHERE node_id = ANY ($1)
         ORDER BY CASE WHEN $2 = 'changed' THEN changed_at END DESC,
                  CASE WHEN $2 = 'name' THEN sort_name END,
                  CASE WHEN $2 = 'size' THEN bytes END DESC,
                  changed_at DESC, sort_name, node_id
        ",
        ids,
        order.word()
    )
    .fetch_all(executor)
    .await
}

/// Those of these words that stand anywhere.
pub async fn known(executor: impl PgExecutor<'_>, words: &[String]) -> sqlx::Result<Vec<String>> {
    let meant = |word: &String| meant(word).map(|key| key.to_string()).join(" | ");
    let tsqueries: Vec<String> = words.iter().map(meant).collect();
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
) -> sqlx::Result<Found> {
    let mut found = Found::default();
    for (looked_at, checked) in LADDER {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.has_own_access, e.name
                  FROM search_entries e
                 WHERE e.name LIKE $1 AND search_fits(e, $3, $4, $5, $6, $7, $8, $9)
                 LIMIT $11
            ), ranked AS MATERIALIZED (
                SELECT node_id, parent_id, has_own_access FROM found
                 ORDER BY CASE WHEN name = $2 THEN 0 WHEN split_part(name, '.', 1) = $2 THEN 1 ELSE 2 END,
                          parent_id = ANY ($14) DESC, length(name), name, node_id
                 LIMIT $15
            ), seen AS MATERIALIZED (
                SELECT folder FROM seen_folders(ARRAY(SELECT DISTINCT parent_id FROM ranked), $10, $13) AS folder
            ), best AS MATERIALIZED (
                SELECT node_id FROM ranked
                 WHERE CASE WHEN has_own_access THEN is_there(parent_id, $10) AND level_of(node_id, $13) >= 1
                            ELSE parent_id IN (SELECT folder FROM seen) END
                 LIMIT $12
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL
             WHERE (SELECT count(*) FROM best) < $12 AND (SELECT count(*) FROM found) >= least($11, $15 + 1)
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
            checked,
        )
        .fetch_all(&mut *connection)
        .await?;
        if found.is_enough(rows) {
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
