//! Which documents have bytes that are quarantined.

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// A version of a document.
pub struct QuarantinedRow {
    pub document: Uuid,
    pub path: String,
    pub number: i32,
    pub size: i64,
    pub is_current: bool,
    pub is_trashed: bool,
    pub level: i16,
    pub added_at: OffsetDateTime,
    pub added_by: String,
    pub adder: String,
    pub sha256: Vec<u8>,
    pub signature: String,
    pub found_at: OffsetDateTime,
}

/// Those that these subjects see, in the trash too; what was found last comes first.
pub async fn quarantined(
    executor: impl PgExecutor<'_>,
    subjects: &[String],
    after: i64,
    most: i64,
) -> sqlx::Result<Vec<QuarantinedRow>> {
    sqlx::query_as!(
        QuarantinedRow,
        r#"
        SELECT n.id AS document, path_also_in_trash(n.id) AS "path!", v.number, v.size,
               coalesce(n.current_version_id = v.id, false) AS "is_current!", path_of(n.id) IS NULL AS "is_trashed!",
               granted.level AS "level!", v.created_at AS added_at, v.created_by AS added_by,
               coalesce(nullif(p.name, ''), p.email, '') AS "adder!",
               s.sha256, s.signature AS "signature!", s.scanned_at AS "found_at!"
          FROM virus_scans s
          JOIN versions v ON v.sha256 = s.sha256
          JOIN nodes n ON n.id = v.document_id
         CROSS JOIN LATERAL (SELECT level_of(n.id, $1) AS level OFFSET 0) granted
          LEFT JOIN people p ON p.user_key = v.created_by
         WHERE s.state = 'infected' AND s.released_at IS NULL AND granted.level >= 1
         ORDER BY s.scanned_at DESC, v.id DESC
        OFFSET $2 LIMIT $3
        "#,
        subjects,
        after,
        most
    )
    .fetch_all(executor)
    .await
}
