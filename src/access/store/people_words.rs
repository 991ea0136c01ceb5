//! The table `people_words`: people by the words of their names.

use sqlx::PgExecutor;

use super::{Asker, NamedGroup};

/// Somebody who was found.
pub struct FoundPerson {
    pub user_key: String,
    /// May be empty.
    pub name: String,
    pub email: String,
}

/// How many candidates are taken, in the order of their words, before they are sorted by name.
const CANDIDATES: i64 = 40;

/// People for whom every typed word begins a word of their name, or their address. People who may no longer sign in
/// are left out.
pub async fn people_by_words(executor: impl PgExecutor<'_>, typed: &str, most: i64) -> sqlx::Result<Vec<FoundPerson>> {
    sqlx::query_as!(
        FoundPerson,
        r#"
        WITH typed AS MATERIALIZED (
            SELECT DISTINCT word FROM regexp_split_to_table(search_fold($1), '\s+') AS words (word) WHERE word <> ''
        ), longest AS MATERIALIZED (
            SELECT word FROM typed ORDER BY length(word) DESC, word LIMIT 1
        ), found AS MATERIALIZED (
            SELECT w.user_key
              FROM longest
             CROSS JOIN LATERAL (
                       SELECT w.user_key
                         FROM people_words w
                        WHERE w.word >= longest.word COLLATE "C" AND w.word < (longest.word || chr(1114111)) COLLATE "C"
                          AND NOT EXISTS (
                                  SELECT FROM typed t
                                   WHERE NOT EXISTS (
                                             SELECT FROM people_words o
                                              WHERE o.user_key = w.user_key AND o.word >= t.word COLLATE "C"
                                                AND o.word < (t.word || chr(1114111)) COLLATE "C"
                                         )
                              )
                        ORDER BY w.word, w.user_key
                        LIMIT $3
                   ) w
        )
        SELECT p.user_key, p.name, p.email AS "email!"
          FROM people p
         WHERE p.user_key IN (SELECT user_key FROM found) AND p.locked_at IS NULL AND p.email IS NOT NULL
         ORDER BY search_fold(p.name), p.user_key
         LIMIT $2
        "#,
        typed,
        most,
        CANDIDATES
    )
    .fetch_all(executor)
    .await
}

/// The groups that somebody who may share finds by name in the same way: those that are listed, and their own.
pub async fn groups_by_words(
    executor: impl PgExecutor<'_>,
    asker: &Asker<'_>,
    typed: &str,
    most: i64,
) -> sqlx::Result<Vec<NamedGroup>> {
    sqlx::query_as!(
        NamedGroup,
        r#"
        WITH typed AS MATERIALIZED (
            SELECT DISTINCT word FROM regexp_split_to_table(search_fold($4), '\s+') AS words (word) WHERE word <> ''
        )
        SELECT id, name
          FROM groups
         WHERE EXISTS (SELECT FROM typed)
           AND NOT EXISTS (SELECT FROM typed WHERE position(' ' || typed.word IN ' ' || search_fold(name)) = 0)
           AND (is_listed OR $3 OR EXISTS (SELECT FROM group_owners o WHERE o.group_id = id AND o.owner = $1)
                OR 'group:' || id::text IN (SELECT name FROM groups_of($2) AS name))
         ORDER BY name_key
         LIMIT $5
        "#,
        asker.name,
        asker.names,
        asker.sees_all,
        typed,
        most
    )
    .fetch_all(executor)
    .await
}

/// Whether somebody owns a group.
pub async fn owns_a_group(executor: impl PgExecutor<'_>, owner: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM group_owners WHERE owner = $1) AS "owns!""#, owner)
        .fetch_one(executor)
        .await
}
