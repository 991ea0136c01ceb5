//! Numbers that only grow, minute by minute for a good hour.

use std::collections::VecDeque;

use time::{Duration, OffsetDateTime};

/// How long they are kept: the alarm of refusals looks back so far.
const KEPT: Duration = Duration::minutes(65);

pub struct History<T> {
    samples: VecDeque<(OffsetDateTime, T)>,
    first: T,
}

impl<T: Copy> History<T> {
    pub fn starting(now: OffsetDateTime, value: T) -> Self {
        Self { samples: VecDeque::from([(now, value)]), first: value }
    }

    /// Keeps the value of this minute: the first one that is noted in it.
    pub fn note(&mut self, now: OffsetDateTime, value: T) {
        // A clock that was turned back: what it said before is worth nothing.
        self.samples.retain(|(at, _)| *at <= now);
        if self.samples.back().is_none_or(|(at, _)| now - *at >= Duration::MINUTE) {
            self.samples.push_back((now, value));
        }
        // One that is older stays, for the moments after it.
        while self.samples.get(1).is_some_and(|(at, _)| now - *at >= KEPT) {
            self.samples.pop_front();
        }
    }

    /// The value at that time, to the minute; of a time before the start the value at the start.
    pub fn at(&self, moment: OffsetDateTime) -> T {
        let before = self.samples.iter().rev().find(|(at, _)| *at <= moment);
        before.or(self.samples.front()).map_or(self.first, |(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const START: OffsetDateTime = datetime!(2026-12-01 8:00 UTC);

    #[test]
    fn the_value_of_a_moment_is_that_of_the_minute_before_it() {
        let mut history = History::starting(START, 0);
        for minute in 1..=200 {
            history.note(START + Duration::minutes(minute), minute);
            history.note(START + Duration::minutes(minute) + Duration::seconds(30), 1000);
        }
        let now = START + Duration::minutes(200);
        assert_eq!(history.at(now), 200);
        assert_eq!(history.at(now - Duration::seconds(301)), 194);
        assert_eq!(history.at(now - Duration::minutes(65)), 135);
        assert!(history.samples.len() < 70, "the rest is forgotten");
        assert_eq!(History::starting(START, 7).at(START - Duration::DAY), 7);
    }

    #[test]
    fn a_clock_that_is_turned_back_leaves_nothing_that_comes_later() {
        let mut history = History::starting(START, 0);
        history.note(START + Duration::minutes(10), 10);
        history.note(START - Duration::minutes(10), 11);
        assert_eq!(history.at(START + Duration::minutes(20)), 11);
    }
}
