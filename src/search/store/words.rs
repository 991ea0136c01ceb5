//! The words of a query, as the indexes know words.

use sqlx::PgExecutor;

/// What the words of a query are for the database.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// All of it in one, folded.
    pub whole: String,
    /// Folded, in the order in which they came.
    pub words: Vec<String>,
    /// Those of them that the index of names can look up: with three letters or digits in a row. Any other word would be
    /// compared with every name there is.
    pub indexed: Vec<String>,
    pub without: Vec<String>,
    /// The query for the contents; `None`: there is nothing in it to look for.
    pub contents: Option<String>,
}

/// So many of the longest words are looked up; the others are compared with what these found.
const DRIVERS: usize = 4;

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
               (SELECT coalesce(array_agg(search_fold(word) ORDER BY length(word) DESC), '{}')
                  FROM unnest($2::text[]) AS word WHERE search_fold(word) ~ '\w{3}') AS "indexed!",
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
    let indexed = row.indexed.into_iter().take(DRIVERS).collect();
    Ok(Understood { whole: row.whole, words: row.words, indexed, without: row.without, contents: row.contents })
}

/// A pattern for each word: anywhere in a name.
pub(super) fn anywhere(words: &[String]) -> Vec<String> {
    words.iter().map(|word| format!("%{}%", escaped(word))).collect()
}

/// What LIKE takes for itself.
pub fn escaped(word: &str) -> String {
    word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// A pattern for the longest word that the index knows, which the fewest names have.
pub(super) fn longest(query: &Understood) -> String {
    format!("%{}%", escaped(query.indexed.first().map_or("", String::as_str)))
}
