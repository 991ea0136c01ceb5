//! What is shown of what was found, and what filters name.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

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
    /// Of its bytes, when there is a text in them.
    pub sha256: Option<Vec<u8>>,
}

/// The facts of these, in no order. One that has gone meanwhile is left out.
pub async fn describe(executor: impl PgExecutor<'_>, ids: &[Uuid], subjects: &[String]) -> sqlx::Result<Vec<FoundRow>> {
    sqlx::query_as!(
        FoundRow,
        r#"
        SELECT e.node_id AS "id!", e.kind AS "kind!", place.path AS "place!", e.size, v.content_type AS "content_type?",
               e.changed_at AS "changed_at!", e.changed_by AS "changed_by!",
               coalesce(nullif(p.name, ''), p.email, '') AS "changer!",
               c.sha256 AS "sha256?"
          FROM search_entries e
          CROSS JOIN LATERAL (SELECT path_of(e.node_id) AS path OFFSET 0) place
          LEFT JOIN LATERAL (
              SELECT content_type FROM versions WHERE document_id = e.node_id ORDER BY number DESC LIMIT 1
          ) v ON true
          LEFT JOIN people p ON p.user_key = e.changed_by
          LEFT JOIN contents c ON c.sha256 = e.sha256 AND c.state NOT IN ('failed', 'empty', 'unsupported')
         WHERE e.node_id = ANY ($1) AND place.path IS NOT NULL AND level_of(e.node_id, $2) >= 1
        "#,
        ids,
        subjects
    )
    .fetch_all(executor)
    .await
}

/// The name and the text of one.
#[derive(Debug, Clone)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
    pub sha256: Option<Vec<u8>>,
}

/// The names and texts of these, in no order.
pub async fn named(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"
        SELECT node_id AS id, coalesce(name_of(node_id), '') AS "name!", sha256
          FROM search_entries WHERE node_id = ANY ($1)
        "#,
        ids
    )
    .fetch_all(executor)
    .await
}

/// People with, for each of these words, a word of their name or an address that begins with it.
pub async fn people_named(executor: impl PgExecutor<'_>, part: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        WITH asked AS MATERIALIZED (
            SELECT DISTINCT word FROM regexp_split_to_table(search_fold($1), '\s+') AS word WHERE word <> ''
        )
        SELECT p.user_key AS "user_key!"
          FROM asked a
          JOIN people_words p ON p.word >= a.word COLLATE "C" AND p.word < (a.word || U&'\+10FFFF') COLLATE "C"
         GROUP BY p.user_key
        HAVING count(DISTINCT a.word) = (SELECT count(*) FROM asked)
         LIMIT 500
        "#,
        part
    )
    .fetch_all(executor)
    .await
}
