//! What PostgreSQL has sampled of the words.

use sqlx::PgExecutor;

/// The most common words, each with the share of the entries that have it, and how many entries there are; nothing before the
/// first `ANALYZE`.
pub async fn frequencies(executor: impl PgExecutor<'_>) -> sqlx::Result<(Vec<(String, f32)>, f32)> {
    let rows = sqlx::query!(
        r#"
        SELECT word AS "word!", share AS "share!", c.reltuples AS "entries!"
          FROM pg_class c
          JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname
          -- Behind the shares of the words come the least and the largest one.
          CROSS JOIN LATERAL unnest(s.most_common_elems::text::text[],
                                    s.most_common_elem_freqs[:cardinality(s.most_common_elem_freqs) - 2])
                  AS common (word, share)
         WHERE c.oid = 'search_words'::regclass AND s.attname = 'words' AND word IS NOT NULL AND share IS NOT NULL
        "#
    )
    .fetch_all(executor)
    .await?;
    let entries = rows.first().map_or(0.0, |row| row.entries);
    Ok((rows.into_iter().map(|row| (row.word, row.share)).collect(), entries))
}
