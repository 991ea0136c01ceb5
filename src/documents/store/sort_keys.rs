//! Keys for names that have none of ours.

use sqlx::PgConnection;
use uuid::Uuid;

/// Some of them, folder by folder, held until the transaction ends: another copy of the program takes others.
pub async fn names_without_key(connection: &mut PgConnection, most: i64) -> sqlx::Result<(Vec<Uuid>, Vec<String>)> {
    let rows = sqlx::query!(
        r#"
        SELECT e.node_id, n.name
          FROM (SELECT node_id FROM search_entries
                 WHERE sort_name >= E'\x02'
                 ORDER BY parent_id
                 LIMIT $1
                   FOR NO KEY UPDATE SKIP LOCKED) e
          JOIN nodes n ON n.id = e.node_id
        "#,
        most
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.node_id, row.name)).unzip())
}

/// A concurrent rename waits for this transaction, and then sets another key.
pub async fn give_sort_keys(connection: &mut PgConnection, ids: &[Uuid], keys: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE search_entries e
           SET sort_name = new.key,
               -- Rows from before files told when they were changed have the time of the last renaming.
               changed_at = CASE WHEN e.is_folder THEN e.changed_at ELSE e.edited_at END
          FROM unnest($1::uuid[], $2::text[]) AS new (id, key)
         WHERE e.node_id = new.id
        ",
        ids,
        keys
    )
    .execute(connection)
    .await
    .map(|_| ())
}
