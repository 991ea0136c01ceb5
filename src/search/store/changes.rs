//! The question without words: what was changed last.

use sqlx::PgConnection;

use crate::search::store::{
    bounds::Bounds,
    questions::{Found, LADDER, LOOKED_AT_AGAIN},
};

/// Without words: what was changed last.
pub async fn by_change(connection: &mut PgConnection, bounds: &Bounds, most: i64) -> sqlx::Result<Found> {
    if bounds.folders.is_some() {
        return by_change_in_folders(connection, bounds, most).await;
    }
    let mut found = Found::default();
    // What nobody has changed for long lies behind everything else.
    // Fewer than are wanted need not be looked at.
    let steps = LADDER.map(|(_, checked)| checked).into_iter().filter(|&checked| checked >= most);
    for looked_at in steps.chain([i64::MAX]) {
        let rows = sqlx::query_scalar!(
            r#"
            WITH found AS MATERIALIZED (
                SELECT e.node_id, e.parent_id, e.has_own_access, e.changed_at
                  FROM search_entries e
                 WHERE search_fits(e, $1, $2, $3, $4, $5, $6, NULL)
                 ORDER BY e.changed_at DESC, e.node_id
                 LIMIT $8
            ), seen AS MATERIALIZED (
                SELECT folder FROM seen_folders(ARRAY(SELECT DISTINCT parent_id FROM found), $7, $10) AS folder
            ), best AS MATERIALIZED (
                SELECT node_id FROM (
                    SELECT node_id, parent_id, has_own_access FROM found ORDER BY changed_at DESC, node_id OFFSET 0
                ) AS latest
                 WHERE CASE WHEN has_own_access THEN is_there(parent_id, $7) AND level_of(node_id, $10) >= 1
                            ELSE parent_id IN (SELECT folder FROM seen) END
                 LIMIT $9
            )
            SELECT node_id AS "node_id?" FROM best
            UNION ALL
            SELECT NULL WHERE (SELECT count(*) FROM best) < $9 AND (SELECT count(*) FROM found) = $8
            "#,
            bounds.kinds.as_deref(),
            bounds.smallest,
            bounds.largest,
            bounds.since,
            bounds.until,
            bounds.people.as_deref(),
            bounds.below,
            looked_at,
            most,
            &bounds.subjects,
        )
        .fetch_all(&mut *connection)
        .await?;
        if found.is_enough(rows) {
            break;
        }
    }
    Ok(found)
}

/// From folder to folder. The index of changes would be read from the latest change of all to those in these folders.
async fn by_change_in_folders(connection: &mut PgConnection, bounds: &Bounds, most: i64) -> sqlx::Result<Found> {
    let rows = sqlx::query_scalar!(
        r#"
        WITH lying AS MATERIALIZED (
            SELECT e.node_id, e.parent_id, e.has_own_access, e.changed_at
              FROM unnest($7::uuid[]) AS folder (id)
              JOIN search_entries e ON e.parent_id = folder.id
             WHERE search_fits(e, $1, $2, $3, $4, $5, $6, NULL)
             ORDER BY e.changed_at DESC, e.node_id
             LIMIT $8
        ), seen AS MATERIALIZED (
            SELECT folder FROM seen_folders(ARRAY(SELECT DISTINCT parent_id FROM lying), $11, $10) AS folder
        ), latest AS MATERIALIZED (
            SELECT node_id FROM (
                SELECT node_id, parent_id, has_own_access FROM lying ORDER BY changed_at DESC, node_id OFFSET 0
            ) AS ranked
             WHERE CASE WHEN has_own_access THEN is_there(parent_id, $11) AND level_of(node_id, $10) >= 1
                        ELSE parent_id IN (SELECT folder FROM seen) END
             LIMIT $9
        )
        SELECT node_id AS "node_id?" FROM latest
        UNION ALL
        SELECT NULL WHERE (SELECT count(*) FROM latest) < $9 AND (SELECT count(*) FROM lying) = $8
        "#,
        bounds.kinds.as_deref(),
        bounds.smallest,
        bounds.largest,
        bounds.since,
        bounds.until,
        bounds.people.as_deref(),
        bounds.folders.as_deref(),
        LOOKED_AT_AGAIN,
        most,
        &bounds.subjects,
        bounds.below,
    )
    .fetch_all(connection)
    .await?;
    let mut found = Found::default();
    found.is_enough(rows);
    Ok(found)
}
