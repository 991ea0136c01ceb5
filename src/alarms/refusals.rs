//! Whether there are unusually many refusals.

use time::{Duration, OffsetDateTime};

use super::history::History;

/// What is counted together.
pub const WINDOW: Duration = Duration::minutes(5);
/// With what it is compared: the same time of the hour before.
const BEFORE: Duration = Duration::HOUR;

/// When it is too much.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Fewer are never too many; 0: any number is fine.
    pub at_least: u64,
    /// How many times as many as usual.
    pub factor: u64,
}

impl Rule {
    /// Whether an alarm begins.
    pub fn begins(self, count: u64, usual: u64) -> bool {
        self.at_least > 0 && count >= self.limit(usual)
    }

    /// Whether it ends: below half of what began it, so that it does not come and go. `usual` is what was usual when it
    /// began: a flood of hours does not become usual.
    pub fn ends(self, count: u64, usual: u64) -> bool {
        count.saturating_mul(2) < self.limit(usual)
    }

    fn limit(self, usual: u64) -> u64 {
        self.at_least.max(self.factor.saturating_mul(usual))
    }
}

/// How many in the last five minutes, and in the same five an hour before.
pub fn lately(history: &History<u64>, now: OffsetDateTime, total: u64) -> (u64, u64) {
    let before = now - BEFORE;
    let usual = history.at(before).saturating_sub(history.at(before - WINDOW));
    (total.saturating_sub(history.at(now - WINDOW)), usual)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const RULE: Rule = Rule { at_least: 50, factor: 3 };

    #[test]
    fn an_alarm_needs_both_a_number_and_a_factor() {
        assert!(!RULE.begins(49, 0));
        assert!(RULE.begins(50, 0));
        assert!(RULE.begins(50, 16));
        assert!(!RULE.begins(50, 17), "a site with many refusals has them every day");
        assert!(RULE.begins(300, 100));
        assert!(!Rule { at_least: 0, ..RULE }.begins(1_000_000, 0), "it is off");
    }

    #[test]
    fn it_ends_below_half_of_what_began_it() {
        assert!(!RULE.ends(25, 0));
        assert!(RULE.ends(24, 0));
        assert!(!RULE.ends(150, 100));
        assert!(RULE.ends(149, 100));
    }

    #[test]
    fn a_flood_stands_out_against_the_hour_before_it() {
        let start = datetime!(2026-12-01 8:00 UTC);
        let mut history = History::starting(start, 0);
        let mut total = 0;
        for minute in 1..=180 {
            let now = start + Duration::minutes(minute);
            let (count, usual) = lately(&history, now, total);
            // In the first hour there is nothing to compare with, so only the number counts.
            let expected = (6..63).contains(&minute) || minute >= 153;
            assert_eq!(RULE.begins(count, usual), expected, "{minute}: {count}, usually {usual}");
            history.note(now, total);
            // Ten refusals a minute are usual here.
            total += if minute >= 151 { 60 } else { 10 };
        }
    }
}
