//! Log lines that a client can cause at will: one a second, with a count of the others.

use std::sync::{Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

use crate::clock::SharedClock;

/// One kind of line.
#[derive(Debug, Default)]
pub struct LogThrottle {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last: Option<OffsetDateTime>,
    suppressed: u64,
}

impl LogThrottle {
    /// `Some`: it is time for a line, and this many were suppressed since the last one.
    pub fn now(&self, clock: &SharedClock) -> Option<u64> {
        let now = clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.last.is_some_and(|last| now >= last && now - last < Duration::SECOND) {
            state.suppressed += 1;
            return None;
        }
        state.last = Some(now);
        Some(std::mem::take(&mut state.suppressed))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use time::macros::datetime;

    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn one_line_a_second_and_a_count_of_the_others() {
        let hands = ManualClock::at(datetime!(2026-03-01 12:00 UTC));
        let (clock, seldom): (SharedClock, _) = (Arc::clone(&hands) as SharedClock, LogThrottle::default());
        assert_eq!(seldom.now(&clock), Some(0));
        assert_eq!((seldom.now(&clock), seldom.now(&clock)), (None, None));
        hands.advance(Duration::SECOND);
        assert_eq!(seldom.now(&clock), Some(2));
    }
}
