//! The table `sessions`, and how several of them are ended.

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{last_seen::Sighting, list::Line};

/// Writes sightings, in the order given. Several running copies may have seen the same session.
pub async fn write(executor: impl PgExecutor<'_>, seen: &[Sighting]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = seen.iter().map(|one| one.id).collect();
    let users: Vec<String> = seen.iter().map(|one| one.user_key.clone()).collect();
    let sids: Vec<Option<String>> = seen.iter().map(|one| one.sid.clone()).collect();
    let times = |of: fn(&Sighting) -> OffsetDateTime| seen.iter().map(of).collect::<Vec<_>>();
    let texts = |of: fn(&Sighting) -> &str| seen.iter().map(|one| of(one).to_owned()).collect::<Vec<_>>();
    sqlx::query!(
        "
        INSERT INTO sessions AS known
               (id, user_key, sid, begun_at, seen_at, idle_ends_at, ends_at, browser, system, network)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
                             $7::timestamptz[], $8::text[], $9::text[], $10::text[])
            ON CONFLICT (id) DO UPDATE
           SET seen_at = excluded.seen_at, idle_ends_at = greatest(known.idle_ends_at, excluded.idle_ends_at),
               browser = excluded.browser, system = excluded.system, network = excluded.network
         WHERE known.seen_at <= excluded.seen_at
        ",
        &ids,
        &users,
        &sids as &[Option<String>],
        &times(|one| one.begun_at),
        &times(|one| one.seen_at),
        &times(|one| one.idle_ends_at),
        &times(|one| one.ends_at),
        &texts(|one| one.browser.name),
        &texts(|one| one.browser.system),
        &texts(|one| &one.network),
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// Those that run at `now`: `current` first, then by when they were last seen; at most `most`.
pub async fn list(
    executor: impl PgExecutor<'_>,
    user_key: &str,
    current: Option<Uuid>,
    now: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<Line>> {
    sqlx::query_as!(
        Line,
        r#"
        SELECT id AS "id!", browser AS "browser!", system AS "system!", network AS "network!", begun_at AS "begun_at!",
               seen_at AS "seen_at!", least(idle_ends_at, ends_at) AS "until!"
          FROM open_sessions
         WHERE user_key = $1 AND ends_at > $2 AND idle_ends_at > $2
         ORDER BY id IS NOT DISTINCT FROM $3::uuid DESC, seen_at DESC, id
         LIMIT $4
        "#,
        user_key,
        now,
        current,
        most,
    )
    .fetch_all(executor)
    .await
}

/// How many run at `now`.
pub async fn count(executor: impl PgExecutor<'_>, user_key: &str, now: OffsetDateTime) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM open_sessions WHERE user_key = $1 AND ends_at > $2 AND idle_ends_at > $2"#,
        user_key,
        now,
    )
    .fetch_one(executor)
    .await
}

/// Two people who end the sessions of one person are serialized, until the transaction ends.
pub async fn lock_person(connection: &mut PgConnection, user_key: &str) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('sessions of ' || $1, 0))", user_key)
        .execute(connection)
        .await
        .map(|_| ())
}

/// Ends one. `false`: this person has no such session, or it is over.
pub async fn end_one(
    executor: impl PgExecutor<'_>,
    user_key: &str,
    id: Uuid,
    now: OffsetDateTime,
    remembered: f64,
) -> sqlx::Result<bool> {
    sqlx::query!(
        "
        INSERT INTO ended_sessions (session_id, ended_at, expires_at)
        SELECT id, $3::timestamptz, ends_at + make_interval(secs => $4) FROM open_sessions
         WHERE id = $1 AND user_key = $2 AND ends_at > $3::timestamptz AND idle_ends_at > $3::timestamptz
            ON CONFLICT DO NOTHING
        ",
        id,
        user_key,
        now,
        remembered,
    )
    .execute(executor)
    .await
    .map(|done| done.rows_affected() > 0)
}

/// Ends all of a person but `kept`, those without a row too. Says how many of them ran.
pub async fn end_all(
    connection: &mut PgConnection,
    user_key: &str,
    kept: Option<Uuid>,
    now: OffsetDateTime,
    begun_before: OffsetDateTime,
    remembered: f64,
) -> sqlx::Result<i64> {
    // A session that was ended a moment ago stays ended.
    let kept = match kept {
        Some(id) => {
            sqlx::query_scalar!(r#"SELECT id AS "id!" FROM open_sessions WHERE id = $1"#, id)
                .fetch_optional(&mut *connection)
                .await?
        }
        None => None,
    };
    let ran = sqlx::query_scalar!(
        r#"
        WITH ended AS (
            INSERT INTO ended_sessions (session_id, ended_at, expires_at)
            SELECT id, $3::timestamptz, ends_at + make_interval(secs => $4) FROM open_sessions
             WHERE user_key = $1 AND id IS DISTINCT FROM $2::uuid AND ends_at > $3::timestamptz
             ORDER BY id
                ON CONFLICT DO NOTHING
            RETURNING session_id
        )
        SELECT count(*) AS "count!" FROM ended JOIN sessions s ON s.id = ended.session_id WHERE s.idle_ends_at > $3::timestamptz
        "#,
        user_key,
        kept,
        now,
        remembered,
    )
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query!(
        "
        INSERT INTO signed_out_everywhere AS known (user_key, begun_before, kept) VALUES ($1, $2, $3)
            ON CONFLICT (user_key) DO UPDATE
           SET begun_before = greatest(known.begun_before, excluded.begun_before), kept = excluded.kept
        ",
        user_key,
        begun_before,
        kept,
    )
    .execute(connection)
    .await?;
    Ok(ran)
}

/// Ends those of one session at the provider: of people of this realm. Says whose, and how many.
pub async fn end_of_sid(
    executor: impl PgExecutor<'_>,
    realm: &str,
    sid: &str,
    now: OffsetDateTime,
    remembered: f64,
) -> sqlx::Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        r#"
        WITH ended AS (
            INSERT INTO ended_sessions (session_id, ended_at, expires_at)
            SELECT id, $3::timestamptz, ends_at + make_interval(secs => $4) FROM open_sessions
             WHERE sid = $2 AND starts_with(user_key, $1 || '|') AND ends_at > $3::timestamptz
             ORDER BY id
                ON CONFLICT DO NOTHING
            RETURNING session_id
        )
        SELECT s.user_key, count(*) AS "count!" FROM ended JOIN sessions s ON s.id = ended.session_id GROUP BY s.user_key
        "#,
        realm,
        sid,
        now,
        remembered,
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_key, row.count)).collect())
}

/// Deletes rows that ended long ago.
pub async fn sweep(executor: impl PgExecutor<'_>, before: OffsetDateTime) -> sqlx::Result<u64> {
    sqlx::query!("DELETE FROM sessions WHERE ends_at < $1", before)
        .execute(executor)
        .await
        .map(|done| done.rows_affected())
}
