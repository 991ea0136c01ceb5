//! An item's own grants when it moves elsewhere.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Grant;

/// All grants on this very item that have not ended, except to links for people outside: they are for this one item.
pub async fn own_grants(connection: &mut PgConnection, node: Uuid) -> sqlx::Result<Vec<Grant>> {
    sqlx::query_as!(
        Grant,
        "
        SELECT subject, level, ends_at, granted_at, granted_by, reason
          FROM grants
         WHERE node_id = $1 AND (ends_at IS NULL OR ends_at > now()) AND subject NOT LIKE 'link:%'
         ORDER BY subject
        ",
        node
    )
    .fetch_all(connection)
    .await
}

/// Takes away all grants on this very item, including ended ones, except to links. Returns the subjects.
pub async fn take_own_grants(connection: &mut PgConnection, node: Uuid) -> sqlx::Result<Vec<String>> {
    let mut subjects = sqlx::query_scalar!(
        "DELETE FROM grants WHERE node_id = $1 AND subject NOT LIKE 'link:%' RETURNING subject",
        node
    )
    .fetch_all(connection)
    .await?;
    subjects.sort_unstable();
    Ok(subjects)
}

/// How many people, grouped by how their level changes and by the subject that is responsible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftRow {
    /// The most direct of the subjects that decide their level; for the asker, themselves.
    pub cause: String,
    /// What a person is called.
    pub name: String,
    pub before: i16,
    pub after: i16,
    pub people: i64,
}

/// What it does to people when these subjects have another level, each before and after. Whoever nothing changes for is
/// left out. `asker`: `person:…`.
pub async fn shifts(
    executor: impl PgExecutor<'_>,
    subjects: &[String],
    (before, after): (&[i16], &[i16]),
    asker: &str,
) -> sqlx::Result<Vec<ShiftRow>> {
    sqlx::query_as!(
        ShiftRow,
        r#"
        WITH levels AS (
            SELECT subject, before, after, array_position('{person,address,group,role}', split_part(subject, ':', 1)) AS kind
              FROM unnest($1::text[], $2::smallint[], $3::smallint[]) AS l (subject, before, after)
        ), each AS (
            SELECT b.person, max(l.before) AS before, max(l.after) AS after,
                   (array_agg(l.subject ORDER BY l.before DESC, l.kind, l.subject))[1] AS by_before,
                   (array_agg(l.subject ORDER BY l.after DESC, l.kind, l.subject))[1] AS by_after
              FROM people_behind($1) b JOIN levels l ON l.subject = b.subject
             GROUP BY b.person
            HAVING max(l.before) <> max(l.after)
        ), counted AS (
            SELECT CASE WHEN person = $4 THEN person WHEN after < before THEN by_before ELSE by_after END AS cause,
                   before, after, count(*) AS people
              FROM each
             GROUP BY 1, 2, 3
        )
        SELECT c.cause AS "cause!", coalesce(nullif(p.name, ''), p.email, '') AS "name!", c.before AS "before!",
               c.after AS "after!", c.people AS "people!"
          FROM counted c
          LEFT JOIN people p ON c.cause = 'person:' || p.user_key
         ORDER BY c.people DESC, c.cause, c.before
        "#,
        subjects,
        before,
        after,
        asker
    )
    .fetch_all(executor)
    .await
}
