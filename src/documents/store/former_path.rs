//! Where items were before.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::database::Database;

/// Notes that `node` has left this path.
pub async fn note_former_place(
    connection: &mut PgConnection,
    path: &str,
    node: Uuid,
    at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!("INSERT INTO former_places (path, node_id, moved_at) VALUES ($1, $2, $3)", path, node, at)
        .execute(connection)
        .await
        .map(|_| ())
}

/// The current place of the item that left one of these paths last; the longest such path counts, and is returned
/// with it. Nothing for items in the trash, nor where something else was deleted from that path since.
pub async fn moved_from(
    database: &Database,
    paths: &[String],
    since: OffsetDateTime,
    subjects: &[String],
) -> crate::Result<Option<(String, String)>> {
    let row = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT f.path, path_of(n.id) AS "now!"
                  FROM former_places f
                  JOIN nodes n ON n.id = f.node_id
                 WHERE f.path = ANY ($1)
                   AND f.moved_at > $2
                   AND path_of(n.id) IS NOT NULL
                   AND level_of(n.id, $3) >= 1
                   AND NOT EXISTS (
                           SELECT FROM former_places later WHERE later.path = f.path AND later.id > f.id
                       )
                   AND NOT EXISTS (SELECT FROM deletions d WHERE d.path = f.path AND d.deleted_at > f.moved_at)
                 ORDER BY length(f.path) DESC
                 LIMIT 1
                "#,
                paths,
                since,
                subjects
            )
            .fetch_optional(database.pool())
        })
        .await?;
    Ok(row.map(|row| (row.path, row.now)))
}

/// Forgets paths that were left before this moment.
pub async fn forget_former_places(database: &Database, before: OffsetDateTime) -> crate::Result<()> {
    database
        .look_up(|| sqlx::query!("DELETE FROM former_places WHERE moved_at <= $1", before).execute(database.pool()))
        .await?;
    Ok(())
}
