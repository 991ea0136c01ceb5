//! Folders by their names, with what is below them.

use std::collections::HashMap;

use sqlx::PgExecutor;
use uuid::Uuid;

/// So many folders with a word in their names are looked into.
const NAMED: i64 = 200;

/// So many folders are looked at below those.
const BELOW: i64 = 1000;

/// The folders whose names, or whose ancestors' names, have these in them: each a tsquery, with its bit in the value. And
/// whether these are all: of a word that names many folders, or one with many below, some are left out.
pub async fn folders_by_names(
    executor: impl PgExecutor<'_>,
    tsqueries: &[String],
) -> sqlx::Result<(HashMap<Uuid, u32>, bool)> {
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
        SELECT id AS "id!", number AS "number!",
               EXISTS (SELECT FROM named GROUP BY number HAVING count(*) = $2) AS "is_cut!"
          FROM below LIMIT $3
        "#,
        tsqueries,
        NAMED,
        BELOW
    )
    .fetch_all(executor)
    .await?;
    let most = usize::try_from(BELOW).unwrap_or(usize::MAX);
    let is_all = rows.len() < most && rows.iter().all(|row| !row.is_cut);
    let mut folders = HashMap::new();
    for row in rows {
        let bit = u32::try_from(row.number - 1).ok().and_then(|number| 1_u32.checked_shl(number)).unwrap_or_default();
        *folders.entry(row.id).or_default() |= bit;
    }
    Ok((folders, is_all))
}
