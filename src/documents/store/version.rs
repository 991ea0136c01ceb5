//! The versions of one document.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    database::Database,
    documents::item::{Content, Trace, Who},
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// Keeps a document as it is until the transaction ends: others who add a version wait.
pub async fn hold_document(connection: &mut PgConnection, document: Uuid) -> sqlx::Result<()> {
    sqlx::query!("SELECT id FROM nodes WHERE id = $1 FOR NO KEY UPDATE", document)
        .fetch_optional(connection)
        .await
        .map(|_| ())
}

/// A version to become the current one of an existing document.
pub struct Next<'a> {
    pub id: Uuid,
    pub document: Uuid,
    pub hash: ContentHash,
    pub size: u64,
    pub content_type: &'a str,
    /// As in [`super::NewVersion`].
    pub modified_at: Option<OffsetDateTime>,
}

/// Adds it after the document's last version, and makes it the current one. Returns its number.
pub async fn add_next(connection: &mut PgConnection, next: &Next<'_>, by: &str, at: OffsetDateTime) -> Result<i32> {
    let number = sqlx::query_scalar!(
        "
        INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_at, created_by, modified_at)
        SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, CASE WHEN $8::timestamptz <= $6 THEN $8 END
          FROM versions
         WHERE document_id = $2
        RETURNING number
        ",
        next.id,
        next.document,
        next.hash.as_bytes(),
        i64::try_from(next.size).map_err(crate::Error::internal)?,
        next.content_type,
        at,
        by,
        next.modified_at
    )
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE nodes SET current_version_id = $2, updated_at = $3, updated_by = $4 WHERE id = $1",
        next.document,
        next.id,
        at,
        by
    )
    .execute(connection)
    .await?;
    Ok(number)
}

/// One version of a document that is there.
pub async fn version(connection: &mut PgConnection, document: Uuid, number: i32) -> Result<Option<Content>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        SELECT v.number, v.sha256, v.size, v.content_type, v.created_at, v.created_by, v.modified_at,
               coalesce(nullif(p.name, ''), p.email, '') AS "writer!"
          FROM versions v
          JOIN nodes n ON n.id = v.document_id
          LEFT JOIN people p ON p.user_key = v.created_by
         WHERE v.document_id = $1 AND v.number = $2 AND path_of(n.id) IS NOT NULL
        "#,
        document,
        number
    )
    .fetch_optional(connection)
    .await?;
    row.map(Row::read).transpose()
}

/// Versions of a document that is there, the latest first, numbered below `before`.
pub async fn versions(
    database: &Database,
    document: Uuid,
    before: i32,
    limit: i64,
    subjects: &[String],
) -> Result<Vec<Content>> {
    let rows = database
        .look_up(|| {
            sqlx::query_as!(
                Row,
                r#"
                SELECT v.number, v.sha256, v.size, v.content_type, v.created_at, v.created_by, v.modified_at,
                       coalesce(nullif(p.name, ''), p.email, '') AS "writer!"
                  FROM versions v
                  JOIN nodes n ON n.id = v.document_id
                  LEFT JOIN people p ON p.user_key = v.created_by
                 WHERE v.document_id = $1 AND v.number < $2 AND path_of(n.id) IS NOT NULL AND level_of(n.id, $4) >= 1
                 ORDER BY v.number DESC
                 LIMIT $3
                "#,
                document,
                before,
                limit,
                subjects
            )
            .fetch_all(database.pool())
        })
        .await?;
    rows.into_iter().map(Row::read).collect()
}

struct Row {
    number: i32,
    sha256: Vec<u8>,
    size: i64,
    content_type: String,
    created_at: OffsetDateTime,
    created_by: String,
    modified_at: Option<OffsetDateTime>,
    writer: String,
}

impl Row {
    fn read(self) -> Result<Content> {
        let Self { number, sha256, size, content_type, created_at, created_by, modified_at, writer } = self;
        let added = Trace { at: created_at, by: Who::of(created_by, writer) };
        Ok(Content { version: number, hash: hash(sha256)?, size: bytes(size)?, content_type, added, modified_at })
    }
}
