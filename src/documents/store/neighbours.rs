//! The item at a path, and its siblings.

use uuid::Uuid;

use crate::{
    Result,
    database::Database,
    documents::{item::ROOT, path::FolderPath},
};

/// A document in the same folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    pub id: Uuid,
    pub name: String,
}

/// The documents before and after one in its folder, in the order of names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    pub previous: Option<Sibling>,
    pub next: Option<Sibling>,
}

/// The neighbours of a document.
pub async fn neighbours(database: &Database, document: Uuid, subjects: &[String]) -> Result<Neighbours> {
    let rows = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT n.id AS "id!", n.name AS "name!", beside.is_next AS "is_next!"
                  FROM search_entries here
                  CROSS JOIN LATERAL (SELECT level_of(here.parent_id, $2) >= 1 AS around OFFSET 0) folder
                  CROSS JOIN LATERAL (
                      (SELECT node_id, false AS is_next FROM search_entries e
                        WHERE parent_id = here.parent_id AND NOT is_folder AND sort_name < here.sort_name
                          AND shows(e, folder.around, '{}', $2)
                        ORDER BY sort_name DESC LIMIT 1)
                      UNION ALL
                      (SELECT node_id, true FROM search_entries e
                        WHERE parent_id = here.parent_id AND NOT is_folder AND sort_name > here.sort_name
                          AND shows(e, folder.around, '{}', $2)
                        ORDER BY sort_name LIMIT 1)
                  ) beside
                  CROSS JOIN LATERAL (SELECT id, name FROM nodes WHERE id = beside.node_id OFFSET 0) n
                 WHERE here.node_id = $1
                "#,
                document,
                subjects
            )
            .fetch_all(database.pool())
        })
        .await?;
    let mut found = Neighbours::default();
    for row in rows {
        let sibling = Some(Sibling { id: row.id, name: row.name });
        *(if row.is_next { &mut found.next } else { &mut found.previous }) = sibling;
    }
    Ok(found)
}

/// The id of the item at a path, and whether it is a folder.
pub async fn locate(database: &Database, path: &FolderPath, subjects: &[String]) -> Result<Option<(Uuid, bool)>> {
    let names: Vec<String> = path.names().map(str::to_owned).collect();
    let row = database
        .look_up(|| {
            sqlx::query!(
                r#"
                SELECT n.id, n.kind = 'folder' AS "is_folder!"
                  FROM nodes n
                 WHERE n.id = node_at($1, $2) AND is_live(n)
                   AND (level_of(n.id, $3) >= 1 OR n.kind = 'folder' AND leads(n.id, $3))
                "#,
                ROOT,
                &names,
                subjects
            )
            .fetch_optional(database.pool())
        })
        .await?;
    Ok(row.map(|row| (row.id, row.is_folder)))
}
