//! Ends as people say them: a last day, in UTC.

use time::{Date, Duration, OffsetDateTime, Time, UtcOffset, macros::format_description};

/// The end of a day such as 2026-12-31; `None` for what is not a day.
pub fn end_of(day: &str) -> Option<OffsetDateTime> {
    let day = Date::parse(day, format_description!("[year]-[month]-[day]")).ok()?;
    Some(day.checked_add(Duration::DAY)?.with_time(Time::MIDNIGHT).assume_utc())
}

/// The last day before this end; `None` where it does not end with a day.
pub fn before(end: OffsetDateTime) -> Option<OffsetDateTime> {
    let end = end.to_offset(UtcOffset::UTC);
    (end.time() == Time::MIDNIGHT).then(|| end - Duration::DAY)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_day_ends_with_itself() {
        let end = datetime!(2027-01-01 0:00 UTC);
        assert_eq!(end_of("2026-12-31"), Some(end));
        assert_eq!(before(end), Some(datetime!(2026-12-31 0:00 UTC)));
        assert_eq!(before(datetime!(2027-01-01 0:00:01 UTC)), None);
        for nonsense in ["", "2026-02-30", "tomorrow", "31.12.2026", "+999999-12-31"] {
            assert_eq!(end_of(nonsense), None, "{nonsense}");
        }
    }
}
