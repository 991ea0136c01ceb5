//! The questions about names.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::search::store::{
    bounds::Bounds,
    questions::{LOOKED_AT, LOOKED_AT_AGAIN, is_enough},
    words::{Understood, anywhere, escaped, longest},
};

/// Whose names begin so; the exact ones first, with or without their ending.
pub async fn by_beginning(
    connection: &mut PgConnection,
    query: &Understood,
    bounds: &Bounds,
    wanted: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for looked_at in [LOOKED_AT, LOOKED_AT_AGAIN] {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.name
                  FROM search_entries e
                 WHERE e.name LIKE $1 AND search_fits(e, $3, $4, $5, $6, $7, $8, $9)
                 LIMIT $12
            ), best AS MATERIALIZED (
                SELECT node_id FROM (
                    SELECT node_id, parent_id FROM found
                     WHERE NOT name LIKE ANY ($11)
                     ORDER BY CASE WHEN name = $2 THEN 0 WHEN split_part(name, '.', 1) = $2 THEN 1 ELSE 2 END, length(name), name, node_id
                    OFFSET 0
                ) AS ranked
                 WHERE is_there(parent_id, $10) AND level_of(node_id, $14) >= 1
                 LIMIT $13
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL WHERE (SELECT count(*) FROM best) < $13 AND (SELECT count(*) FROM found) = $12
            "#,
            format!("{}%", escaped(&query.whole)),
            query.whole,
            bounds.kinds.as_deref(),
            bounds.smallest,
            bounds.largest,
            bounds.since,
            bounds.until,
            bounds.people.as_deref(),
            bounds.folders.as_deref(),
            bounds.below,
            &anywhere(&query.without),
            looked_at,
            wanted,
            &bounds.subjects,
        )
        .fetch_all(&mut *connection)
        .await?;
        if is_enough(&mut found, rows) {
            break;
        }
    }
    Ok(found)
}

/// Whose names have all the words in them. The index is asked for the longest.
pub async fn by_name(
    connection: &mut PgConnection,
    query: &Understood,
    bounds: &Bounds,
    wanted: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for looked_at in [LOOKED_AT, LOOKED_AT_AGAIN] {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.name
                  FROM search_entries e
                 WHERE e.name LIKE $1 AND e.name LIKE ALL ($2) AND search_fits(e, $3, $4, $5, $6, $7, $8, $9)
                 LIMIT $12
            ), best AS MATERIALIZED (
                SELECT node_id FROM (
                    SELECT node_id, parent_id FROM found
                     WHERE NOT name LIKE ANY ($11)
                     ORDER BY length(name), name, node_id
                    OFFSET 0
                ) AS ranked
                 WHERE is_there(parent_id, $10) AND level_of(node_id, $14) >= 1
                 LIMIT $13
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL WHERE (SELECT count(*) FROM best) < $13 AND (SELECT count(*) FROM found) = $12
            "#,
            longest(query),
            &anywhere(&query.words),
            bounds.kinds.as_deref(),
            bounds.smallest,
            bounds.largest,
            bounds.since,
            bounds.until,
            bounds.people.as_deref(),
            bounds.folders.as_deref(),
            bounds.below,
            &anywhere(&query.without),
            looked_at,
            wanted,
            &bounds.subjects,
        )
        .fetch_all(&mut *connection)
        .await?;
        if is_enough(&mut found, rows) {
            break;
        }
    }
    Ok(found)
}

/// Whose names are spelt nearly so.
pub async fn by_likeness(
    connection: &mut PgConnection,
    query: &Understood,
    bounds: &Bounds,
    wanted: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for looked_at in [LOOKED_AT, LOOKED_AT_AGAIN] {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.name
                  FROM search_entries e
                 WHERE $1 <% e.name AND search_fits(e, $2, $3, $4, $5, $6, $7, $8)
                 LIMIT $11
            ), best AS MATERIALIZED (
                SELECT node_id FROM (
                    SELECT node_id, parent_id FROM found
                     WHERE NOT name LIKE ANY ($10)
                     ORDER BY word_similarity($1, name) DESC, length(name), name, node_id
                    OFFSET 0
                ) AS ranked
                 WHERE is_there(parent_id, $9) AND level_of(node_id, $13) >= 1
                 LIMIT $12
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL WHERE (SELECT count(*) FROM best) < $12 AND (SELECT count(*) FROM found) = $11
            "#,
            query.whole,
            bounds.kinds.as_deref(),
            bounds.smallest,
            bounds.largest,
            bounds.since,
            bounds.until,
            bounds.people.as_deref(),
            bounds.folders.as_deref(),
            bounds.below,
            &anywhere(&query.without),
            looked_at,
            wanted,
            &bounds.subjects,
        )
        .fetch_all(&mut *connection)
        .await?;
        if is_enough(&mut found, rows) {
            break;
        }
    }
    Ok(found)
}
