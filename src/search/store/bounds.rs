//! What may be found, whatever the words are.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// What may be found; each bound holds where there is one.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    pub kinds: Option<Vec<String>>,
    pub smallest: Option<i64>,
    pub largest: Option<i64>,
    pub since: Option<OffsetDateTime>,
    pub until: Option<OffsetDateTime>,
    pub people: Option<Vec<String>>,
    /// Where things lie, when those are few folders.
    pub folders: Option<Vec<Uuid>>,
    /// Otherwise the folder that they lie in or below.
    pub below: Option<Uuid>,
    /// Whose grants count.
    pub subjects: Vec<String>,
    /// What lies in these folders comes before what is as good.
    pub near: Vec<Uuid>,
}

/// What LIKE takes for itself.
pub fn escaped(word: &str) -> String {
    word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// So many folders are looked into one by one; with more below a folder, each thing's ancestors are looked at.
const FEW_FOLDERS: i64 = 20_000;

/// This folder and those below it; `None`: they are many.
pub async fn folders_below(executor: impl PgExecutor<'_>, folder: Uuid) -> sqlx::Result<Option<Vec<Uuid>>> {
    let folders = sqlx::query_scalar!(
        r#"
        WITH RECURSIVE below (id) AS (
            SELECT $1::uuid
            UNION ALL
            SELECT e.node_id FROM below b JOIN search_entries e ON e.parent_id = b.id AND e.is_folder
        )
        SELECT id AS "id!" FROM below LIMIT $2
        "#,
        folder,
        FEW_FOLDERS + 1
    )
    .fetch_all(executor)
    .await?;
    Ok(i64::try_from(folders.len()).is_ok_and(|count| count <= FEW_FOLDERS).then_some(folders))
}
