//! The table `access_questions`.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

/// A request to be stored.
#[derive(Debug, Clone)]
pub struct NewAccessRequest {
    pub id: Uuid,
    pub node: Option<Uuid>,
    pub address: String,
    pub person: String,
    pub level: i16,
    pub words: String,
    pub at: OffsetDateTime,
}

/// Stores a request, or replaces one that is still open.
pub async fn ask(connection: &mut PgConnection, new: &NewAccessRequest) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO access_questions (id, node_id, address, person, level, words, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (person, md5(address)) WHERE answered_at IS NULL DO UPDATE
           SET node_id = excluded.node_id, level = excluded.level, words = excluded.words, asked_at = excluded.asked_at
        ",
        new.id,
        new.node,
        new.address,
        new.person,
        new.level,
        new.words,
        new.at
    )
    .execute(connection)
    .await
    .map(|_| ())
}

/// How many questions of a person wait for an answer.
pub async fn open_access_requests(connection: &mut PgConnection, person: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "open!" FROM access_questions WHERE person = $1 AND answered_at IS NULL"#,
        person
    )
    .fetch_one(connection)
    .await
}

pub struct OwnAccessRequestRow {
    pub address: String,
    pub level: i16,
    pub asked_at: OffsetDateTime,
    pub answered_at: Option<OffsetDateTime>,
    pub is_given: Option<bool>,
    pub answer: String,
}

/// What a person asked, the latest first.
pub async fn own_access_requests(
    executor: impl PgExecutor<'_>,
    person: &str,
    most: i64,
) -> sqlx::Result<Vec<OwnAccessRequestRow>> {
    sqlx::query_as!(
        OwnAccessRequestRow,
        "
        SELECT address, level, asked_at, answered_at, is_given, answer
          FROM access_questions WHERE person = $1 ORDER BY asked_at DESC, id LIMIT $2
        ",
        person,
        most
    )
    .fetch_all(executor)
    .await
}

pub struct AccessRequestRow {
    pub id: Uuid,
    pub node: Uuid,
    pub path: String,
    pub person: String,
    pub name: String,
    pub email: String,
    pub level: i16,
    pub words: String,
    pub asked_at: OffsetDateTime,
}

/// The requests that wait for an answer by these subjects, the oldest first; `only` this one. Those of people who are
/// locked out are left out.
pub async fn access_requests_to(
    executor: impl PgExecutor<'_>,
    subjects: &[String],
    only: Option<Uuid>,
    most: i64,
) -> sqlx::Result<Vec<AccessRequestRow>> {
    sqlx::query_as!(
        AccessRequestRow,
        r#"
        SELECT q.id, n.id AS node, place.path AS "path!", q.person, coalesce(p.name, '') AS "name!",
               coalesce(p.email, '') AS "email!", q.level, q.words, q.asked_at
          FROM access_questions q
          JOIN nodes n ON n.id = q.node_id AND is_live(n)
         CROSS JOIN LATERAL (SELECT path_of(n.id) AS path OFFSET 0) place
          LEFT JOIN people p ON p.user_key = q.person
         WHERE q.answered_at IS NULL AND ($2::uuid IS NULL OR q.id = $2) AND place.path IS NOT NULL
           AND NOT is_locked_out(q.person) AND level_of(n.id, $1) = 3
         ORDER BY q.asked_at, q.id
         LIMIT $3
        "#,
        subjects,
        only,
        most
    )
    .fetch_all(executor)
    .await
}

/// Says whether it still waited for one.
pub async fn answer(
    connection: &mut PgConnection,
    id: Uuid,
    is_given: bool,
    words: &str,
    by: &str,
    at: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        UPDATE access_questions SET is_given = $2, answer = $3, answered_by = $4, answered_at = $5
         WHERE id = $1 AND answered_at IS NULL
        ",
        id,
        is_given,
        words,
        by,
        at
    )
    .execute(connection)
    .await
    .map(|done| done.rows_affected() > 0)
}
