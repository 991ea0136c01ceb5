//! Folders by their names, with what is below them.

use std::collections::HashMap;

use sqlx::PgExecutor;
use uuid::Uuid;

/// So many folders with a word in their names are looked into.
const NAMED: i64 = 400;

/// So many folders are looked at below those.
const BELOW: i64 = 10_000;

/// The folders whose names, or whose ancestors' names, have these in them: each a tsquery, with its bit in the value.
pub async fn folders_by_names(executor: impl PgExecutor<'_>, tsqueries: &[String]) -> sqlx::Result<HashMap<Uuid, u32>> {
    let rows = sqlx::query!(
        r#"
        WITH RECURSIVE named AS MATERIALIZED (
            SELECT q.number, f.node_id
              FROM unnest($1::text[]) WITH ORDINALITY AS q (tsquery, number)
              CROSS JOIN LATERAL (SELECT node_id FROM search_words WHERE words @@ q.tsquery::tsquery LIMIT $2) AS f
        ), below (number, id) AS (
            SELECT number, node_id FROM named
            UNION ALL
            SELECT b.number, e.node_id FROM below b JOIN search_entries e ON e.parent_id = b.id AND e.is_folder
        )
        SELECT DISTINCT id AS "id!", number AS "number!" FROM (SELECT number, id FROM below LIMIT $3) AS some_of_them
        "#,
        tsqueries,
        NAMED,
        BELOW
    )
    .fetch_all(executor)
    .await?;
    let mut folders = HashMap::new();
    for row in rows {
        let bit = u32::try_from(row.number - 1).ok().and_then(|number| 1_u32.checked_shl(number)).unwrap_or_default();
        *folders.entry(row.id).or_default() |= bit;
    }
    Ok(folders)
}
