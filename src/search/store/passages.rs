//! Where words stand in texts, and the blocks of those texts.

use sqlx::PgExecutor;

/// Where a lexeme stands in a text.
#[derive(Debug, Clone)]
pub struct Standing {
    pub sha256: Vec<u8>,
    pub lexeme: String,
    /// Numbers of blocks.
    pub places: Vec<i16>,
}

/// A piece of a text.
#[derive(Debug, Clone)]
pub struct Block {
    pub sha256: Vec<u8>,
    pub number: i16,
    pub text: String,
}

/// Where these lexemes stand in these contents.
pub async fn standing(
    executor: impl PgExecutor<'_>,
    contents: &[Vec<u8>],
    lexemes: &[String],
) -> sqlx::Result<Vec<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"
        SELECT c.sha256, p.lexeme AS "lexeme!", p.places AS "places!"
          FROM contents c
          CROSS JOIN LATERAL places_of(c.words, $2) AS p
         WHERE c.sha256 = ANY ($1) AND p.places IS NOT NULL
        "#,
        contents,
        lexemes
    )
    .fetch_all(executor)
    .await
}

/// The same for lexemes that fit these patterns: all lexemes are looked at, so this is for few contents.
pub async fn standing_like(
    executor: impl PgExecutor<'_>,
    contents: &[Vec<u8>],
    patterns: &[String],
) -> sqlx::Result<Vec<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"
        SELECT c.sha256, w.lexeme AS "lexeme!", w.positions AS "places!"
          FROM contents c
          CROSS JOIN LATERAL unnest(c.words) AS w
         WHERE c.sha256 = ANY ($1) AND w.lexeme LIKE ANY ($2) AND w.positions IS NOT NULL
        "#,
        contents,
        patterns
    )
    .fetch_all(executor)
    .await
}

/// These blocks of these contents, as far as there are such; `numbers` belong to `contents` one by one.
pub async fn blocks(executor: impl PgExecutor<'_>, contents: &[Vec<u8>], numbers: &[i16]) -> sqlx::Result<Vec<Block>> {
    sqlx::query_as!(
        Block,
        "
        SELECT b.sha256, b.number, b.text
          FROM unnest($1::bytea[], $2::smallint[]) AS wanted (sha256, number)
          JOIN content_blocks b ON b.sha256 = wanted.sha256 AND b.number = wanted.number
        ",
        contents,
        numbers
    )
    .fetch_all(executor)
    .await
}
