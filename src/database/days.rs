//! Days as a reader has them: in their own time zone, which PostgreSQL knows.

use sqlx::PgExecutor;
use time::{Date, OffsetDateTime, macros::format_description};

/// A day, such as 2026-12-31; `None`: it is none.
pub fn date(value: &str) -> Option<Date> {
    // Four digits, as in RFC 3339: the years 0 to 9999, and a database holds more.
    let date = Date::parse(value, format_description!("[year]-[month]-[day]")).ok()?;
    (date.year() >= 0).then_some(date)
}

/// A name of the IANA. Other names with numbers are zones up to a week away to PostgreSQL.
pub fn zone(value: &str) -> Option<String> {
    let is_name = match value.strip_prefix("Etc/GMT") {
        Some(hours) => hours.is_empty() || hours.parse::<i8>().is_ok_and(|hours| (-14..=14).contains(&hours)),
        None => value.chars().all(|letter| letter.is_ascii_alphabetic() || "_-/".contains(letter)),
    };
    (value.len() <= 64 && is_name).then(|| value.to_owned())
}

/// From the beginning of the first day up to the end of the last, as days are in this zone. `back` is how many days before
/// today the first one is at the earliest. `None`: there is no such zone.
pub async fn between(
    executor: impl PgExecutor<'_>,
    since: Option<Date>,
    until: Option<Date>,
    back: Option<i32>,
    zone: &str,
    now: OffsetDateTime,
) -> sqlx::Result<Option<(Option<OffsetDateTime>, Option<OffsetDateTime>)>> {
    let row = sqlx::query!(
        "
        SELECT greatest($1::date, (now AT TIME ZONE $4)::date - $3::integer)::timestamp AT TIME ZONE $4 AS since,
               least($2::date + 1, '9999-12-31')::timestamp AT TIME ZONE $4 AS until
          FROM (SELECT $5::timestamptz AS now) AS given
        ",
        since,
        until,
        back,
        zone,
        now
    )
    .fetch_one(executor)
    .await;
    match row {
        Ok(row) => Ok(Some((row.since, row.until))),
        // invalid_parameter_value
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("22023") => Ok(None),
        Err(error) => Err(error),
    }
}
