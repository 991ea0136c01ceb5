//! The words of each entry, which are those of its name and of its text, and the queue of entries whose words have changed.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// An entry whose words are to be worked out.
#[derive(Debug, Clone)]
pub struct Queued {
    pub id: Uuid,
    /// As it is written.
    pub name: String,
    pub is_folder: bool,
}

/// Takes the latest from the queue. They stay in it unless the transaction is committed; nobody is waited for.
pub async fn take_queued(connection: &mut PgConnection, most: i64) -> sqlx::Result<Vec<Queued>> {
    sqlx::query_as!(
        Queued,
        r#"
        WITH taken AS MATERIALIZED (
            SELECT q.node_id, e.is_folder FROM search_queue q JOIN search_entries e ON e.node_id = q.node_id
             ORDER BY q.node_id DESC LIMIT $1
             FOR UPDATE OF q SKIP LOCKED
             FOR KEY SHARE OF e SKIP LOCKED
        ), done AS (
            DELETE FROM search_queue WHERE node_id IN (SELECT node_id FROM taken)
        )
        SELECT node_id AS "id!", coalesce(name_of(node_id), '') AS "name!", is_folder AS "is_folder!" FROM taken
        "#,
        most
    )
    .fetch_all(connection)
    .await
}

/// Enters their words: `words` are the lexemes of each name, to which those of its text are added.
pub async fn enter_words(executor: impl PgExecutor<'_>, ids: &[Uuid], words: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO search_words AS w (node_id, words)
        SELECT named.id, named.words::tsvector || strip(coalesce(c.words, ''))
          FROM unnest($1::uuid[], $2::text[]) AS named (id, words)
          JOIN search_entries e ON e.node_id = named.id
          LEFT JOIN contents c ON c.sha256 = e.sha256
            ON CONFLICT (node_id) DO UPDATE SET words = excluded.words WHERE w.words <> excluded.words
        ",
        ids,
        words
    )
    .execute(executor)
    .await?;
    Ok(())
}
