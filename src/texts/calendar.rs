//! Days and moments in words. With scripts, the reader's own clock is used (static/reader.js); these are in UTC.

use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::text;

/// A day, such as 7 March 2026.
pub fn day(at: &OffsetDateTime) -> String {
    let at = utc(at);
    let month = text!("month", month = u8::from(at.month()));
    text!("day", day = at.day(), month = month, year = at.year())
}

/// A moment, such as 7 March 2026, 14:05 UTC.
pub fn moment(at: &OffsetDateTime) -> String {
    text!("moment", day = day(at), clock = clock(at))
}

/// A moment for a table, such as 7 Mar 2026, 14:05 UTC.
pub fn short_moment(at: &OffsetDateTime) -> String {
    let utc = utc(at);
    let month = text!("month-short", month = u8::from(utc.month()));
    let day = text!("day", day = utc.day(), month = month, year = utc.year());
    text!("moment", day = day, clock = clock(at))
}

/// The day for the attribute `datetime` of an element `time`.
pub fn exact_day(at: &OffsetDateTime) -> String {
    utc(at).date().to_string()
}

/// The moment for that attribute, to the second.
pub fn exact(at: &OffsetDateTime) -> String {
    utc(at).truncate_to_second().format(&Rfc3339).unwrap_or_default()
}

/// The time of a day, such as 14:05; in UTC too.
pub fn clock(at: &OffsetDateTime) -> String {
    let at = utc(at);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn utc(at: &OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::UTC)
}
