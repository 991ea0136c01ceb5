//! When a file was last changed, by its own word. What comes here later than it was changed keeps that time beside ours.

use std::time::SystemTime;

use time::{OffsetDateTime, macros::datetime};

/// Nothing that says so was changed before: these are the zeros of Unix and of DOS (1980, in any time zone), which are there where
/// nobody knows.
const NOTHING_BEFORE: OffsetDateTime = datetime!(1980-01-02 0:00 UTC);

/// A time that somebody else's clock told. `None`: it tells nothing. What is ahead of our clock is left out where it is
/// written down (`store/`).
pub fn of_clock(at: OffsetDateTime) -> Option<OffsetDateTime> {
    // PostgreSQL keeps microseconds.
    let micros = at.unix_timestamp_nanos() / 1000;
    let at = OffsetDateTime::from_unix_timestamp_nanos(micros * 1000).ok()?;
    (at >= NOTHING_BEFORE).then_some(at)
}

/// As a browser tells it (`File.lastModified`): milliseconds since 1970, in digits.
pub fn of_milliseconds(text: &str) -> Option<OffsetDateTime> {
    // The point and what follows it: some browsers have it finer.
    let whole = text.split('.').next().filter(|digits| digits.len() <= 15)?;
    let milliseconds: i64 = whole.parse().ok()?;
    of_clock(OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()?)
}

/// As a disk tells it.
pub fn of_disk(at: SystemTime) -> Option<OffsetDateTime> {
    of_clock(OffsetDateTime::from(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_nothing_is_none() {
        assert_eq!(of_milliseconds("1262304000123"), Some(datetime!(2010-01-01 0:00:00.123 UTC)));
        assert_eq!(of_milliseconds("1262304000123.4567"), Some(datetime!(2010-01-01 0:00:00.123 UTC)));
        for nothing in ["", "0", "-1", "315532800000", "yesterday", "1e300", "99999999999999999", ".5"] {
            assert_eq!(of_milliseconds(nothing), None, "{nothing}");
        }
        assert_eq!(of_disk(SystemTime::UNIX_EPOCH), None);
    }
}
