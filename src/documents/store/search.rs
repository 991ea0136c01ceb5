//! Finding by words. Each question is asked for itself, and each is bounded: of a word that stands everywhere, as many
//! are looked at as anybody would leaf through.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// What the words of a query are for the database.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// All of it in one, folded.
    pub whole: String,
    /// Folded, in the order in which they came.
    pub words: Vec<String>,
    pub without: Vec<String>,
    /// The query for the contents; `None`: there is nothing in it to look for.
    pub contents: Option<String>,
}

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

/// A pattern for each word: anywhere in a name.
fn anywhere(words: &[String]) -> Vec<String> {
    words.iter().map(|word| format!("%{}%", escaped(word))).collect()
}

/// What LIKE takes for itself.
pub fn escaped(word: &str) -> String {
    word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// Folds the words as names were folded, and makes of the query what the index of contents understands. The last word
/// is taken for a beginning when it is long enough: whoever types has not come to its end yet.
pub async fn understand(
    executor: impl PgExecutor<'_>,
    query: &str,
    words: &[String],
    without: &[String],
) -> sqlx::Result<Understood> {
    let row = sqlx::query!(
        r#"
        SELECT search_fold($1) AS "whole!",
               (SELECT coalesce(array_agg(search_fold(word) ORDER BY place), '{}')
                  FROM unnest($2::text[]) WITH ORDINALITY AS w (word, place)) AS "words!",
               (SELECT coalesce(array_agg(search_fold(word)), '{}') FROM unnest($3::text[]) AS word) AS "without!",
               CASE WHEN querytree(q) IN ('', 'T') THEN NULL
                    WHEN $1 ~ '\w{3}$' AND q::text ~ '''$' THEN q::text || ':*'
                    ELSE q::text END AS contents
          FROM websearch_to_tsquery('latchkey', $4) AS q
        "#,
        words.join(" "),
        words,
        without,
        query
    )
    .fetch_one(executor)
    .await?;
    Ok(Understood { whole: row.whole, words: row.words, without: row.without, contents: row.contents })
}

/// Whose name or address has this in it.
pub async fn people_named(executor: impl PgExecutor<'_>, part: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "
        SELECT user_key FROM people
         WHERE search_fold(name || ' ' || coalesce(email, '')) LIKE '%' || search_fold($1) || '%'
         LIMIT 500
        ",
        escaped(part)
    )
    .fetch_all(executor)
    .await
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
pub async fn by_content(executor: impl PgExecutor<'_>, query: &str, bounds: &Bounds) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "
        SELECT node_id FROM (
            SELECT e.node_id, e.place, c.words
              FROM contents c
              JOIN search_entries e ON e.sha256 = c.sha256
             WHERE c.words @@ $1::text::tsquery AND search_fits(e, $2, $3, $4, $5, $6, $7, $8)
             LIMIT 500
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

/// What is shown of one.
#[derive(Debug, Clone)]
pub struct FoundRow {
    pub id: Uuid,
    pub kind: String,
    pub place: String,
    pub size: Option<i64>,
    pub content_type: Option<String>,
    pub changed_at: OffsetDateTime,
    pub changed_by: String,
    pub changer: String,
    /// Where the words stand in the text, each between the characters U+0001 and U+0002.
    pub passage: Option<String>,
}

/// The facts of these, in no order. One that has gone meanwhile is left out.
pub async fn describe(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
    query: Option<&str>,
    words: &[String],
) -> sqlx::Result<Vec<FoundRow>> {
    sqlx::query_as!(
        FoundRow,
        r#"
        SELECT e.node_id AS "id!", e.kind AS "kind!", e.place AS "place!", e.size, v.content_type AS "content_type?",
               e.changed_at AS "changed_at!", e.changed_by AS "changed_by!",
               coalesce(nullif(p.name, ''), p.email, '') AS "changer!",
               CASE WHEN c.words @@ $2::text::tsquery THEN
                   ts_headline('latchkey', search_passage(c.body, $3), $2::text::tsquery,
                               E'StartSel="\x01", StopSel="\x02", MaxFragments=2, MaxWords=24, MinWords=8, FragmentDelimiter=" … "')
               END AS passage
          FROM search_entries e
          JOIN nodes n ON n.id = e.node_id
          LEFT JOIN versions v ON v.id = n.current_version_id
          LEFT JOIN people p ON p.user_key = e.changed_by
          LEFT JOIN contents c ON c.sha256 = e.sha256 AND c.state = 'done'
         WHERE e.node_id = ANY ($1)
        "#,
        ids,
        query,
        words
    )
    .fetch_all(executor)
    .await
}

/// Where a folder lies; `None`: it is not there.
pub async fn place_of(executor: impl PgExecutor<'_>, folder: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("SELECT place FROM search_entries WHERE node_id = $1 AND kind = 'folder'", folder)
        .fetch_optional(executor)
        .await
}

fn longest(query: &Understood) -> String {
    let word = query.words.iter().max_by_key(|word| word.chars().count());
    format!("%{}%", escaped(word.map_or("", String::as_str)))
}
