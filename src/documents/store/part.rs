//! A part of a folder, in some order.

use uuid::Uuid;

use crate::{
    Result,
    database::Database,
    documents::children::{After, Order},
};

/// The lines behind a line, or before it when the order goes down. Keys are texts in the order of their bytes, whatever the database's own order is; ids
/// decide between equal ones.
pub async fn part_of(
    database: &Database,
    folder: Uuid,
    order: Order,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<After>> {
    let (key, id) = after.map(|after| (after.key.as_str(), after.id)).unzip();
    database
        .look_up(|| {
            sqlx::query_as!(
                After,
                r#"
                SELECT line.key AS "key!", line.id AS "id!"
                  FROM (
                      SELECT n.id,
                             CASE $2::text
                                 WHEN 'size'    THEN lpad(coalesce(v.size, 0)::text, 20, '0')
                                 WHEN 'changed' THEN to_char(n.updated_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')
                                 ELSE n.name
                             END COLLATE "C" AS key
                        FROM nodes n
                        LEFT JOIN versions v ON v.id = n.current_version_id
                       WHERE n.parent_id = $1
                         AND n.deletion_id IS NULL
                         AND (n.kind = 'folder' OR v.id IS NOT NULL)
                  ) line
                 WHERE CASE WHEN $3::text IS NULL THEN TRUE
                            WHEN $6 THEN (line.key, line.id) < ($3 COLLATE "C", $4::uuid)
                            ELSE (line.key, line.id) > ($3 COLLATE "C", $4::uuid)
                       END
                 ORDER BY CASE WHEN $6 THEN line.key END DESC, CASE WHEN $6 THEN line.id END DESC, line.key, line.id
                 LIMIT $5
                "#,
                folder,
                order.key,
                key,
                id,
                limit,
                order.descending
            )
            .fetch_all(database.pool())
        })
        .await
}
