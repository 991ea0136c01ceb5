//! Everybody who has access to an item, one line for each person.

use sqlx::PgExecutor;
use time::OffsetDateTime;

/// Somebody, and the grant that decides for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// `person:…` of people who have signed in, `address:…` of others.
    pub person: String,
    /// Both may be empty.
    pub name: String,
    pub email: String,
    /// The place, from 1 on, of the grant among those that were asked with.
    pub decider: i64,
    /// When they were last here.
    pub seen_at: Option<OffsetDateTime>,
    /// By what the list is ordered; where the next part begins.
    pub key: String,
}

/// By what the people are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleColumn {
    Name,
    Level,
    Until,
    Seen,
}

/// Which part of them.
pub struct PeoplePart<'a> {
    pub by: PeopleColumn,
    pub descending: bool,
    /// Behind this key and this person.
    pub behind: Option<(&'a str, &'a str)>,
    pub most: i64,
}

/// The grants that count, those that decide first; a subject may have several.
#[derive(Debug, Default)]
pub struct Deciders {
    pub subjects: Vec<String>,
    pub levels: Vec<i16>,
    pub ends: Vec<Option<OffsetDateTime>>,
}

/// One page of the people behind these grants. All of them are computed each time, because the order may depend on
/// all.
pub async fn access_people(
    executor: impl PgExecutor<'_>,
    deciders: &Deciders,
    part: &PeoplePart<'_>,
) -> sqlx::Result<Vec<PersonRow>> {
    let by = match part.by {
        PeopleColumn::Name => "name",
        PeopleColumn::Level => "level",
        PeopleColumn::Until => "until",
        PeopleColumn::Seen => "seen",
    };
    let (behind_key, behind_person) = part.behind.unzip();
    sqlx::query_as!(
        PersonRow,
        r#"
        WITH grant_rows AS (
            SELECT subject, level, ends_at, place
              FROM unnest($1::text[], $2::smallint[], $3::timestamptz[]) WITH ORDINALITY AS g (subject, level, ends_at, place)
        ), each AS (
            SELECT b.person, min(g.place) AS decider
              FROM people_behind($1) b JOIN grant_rows g ON g.subject = b.subject
             GROUP BY b.person
        ), told AS (
            SELECT e.person, coalesce(p.name, '') AS name,
                   coalesce(p.email, CASE WHEN e.person LIKE 'address:%' THEN substr(e.person, 9) END, '') AS email,
                   e.decider, g.level, g.ends_at, greatest(p.seen_at, s.seen_at) AS seen_at
              FROM each e
              JOIN grant_rows g ON g.place = e.decider
              LEFT JOIN people p ON e.person = 'person:' || p.user_key
              LEFT JOIN (SELECT user_key, max(seen_at) AS seen_at FROM sessions GROUP BY user_key) s ON e.person = 'person:' || s.user_key
        ), keyed AS (
            SELECT told.*, CASE $4
                       WHEN 'level' THEN (4 - level)::text
                       WHEN 'until' THEN coalesce(to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '~')
                       WHEN 'seen'  THEN coalesce(to_char(seen_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '')
                       ELSE search_fold(coalesce(nullif(name, ''), nullif(email, ''), person))
                   END COLLATE "C" AS key
              FROM told
        )
        SELECT person AS "person!", name AS "name!", email AS "email!", decider AS "decider!", seen_at, key AS "key!"
          FROM keyed
         WHERE $6::text IS NULL
            OR CASE WHEN $5 THEN key < $6 ELSE key > $6 END
            OR key = $6 AND person COLLATE "C" > $7
         ORDER BY CASE WHEN NOT $5 THEN key END, CASE WHEN $5 THEN key END DESC, person COLLATE "C"
         LIMIT $8
        "#,
        &deciders.subjects,
        &deciders.levels,
        &deciders.ends as &[Option<OffsetDateTime>],
        by,
        part.descending,
        behind_key,
        behind_person,
        part.most
    )
    .fetch_all(executor)
    .await
}
