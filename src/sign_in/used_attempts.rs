//! Attempts that were finished already. The cookie of a finished attempt is removed, but a second request with it may
//! be under way: two simultaneous clicks must redeem a code once.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
};

use time::OffsetDateTime;

/// More than that finish within ten minutes only in an attack; then the oldest is forgotten, and the provider's own
/// rule that a code works once remains.
const MOST: usize = 20_000;

#[derive(Default)]
pub struct UsedAttempts(Mutex<Used>);

#[derive(Default)]
struct Used {
    ids: HashSet<String>,
    /// Oldest first.
    forget: VecDeque<(OffsetDateTime, String)>,
}

impl UsedAttempts {
    /// True for the first caller. `until`: when the attempt would have expired.
    pub fn first_use(&self, id: &str, until: OffsetDateTime, now: OffsetDateTime) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while used.forget.len() >= MOST || used.forget.front().is_some_and(|(until, _)| *until <= now) {
            if let Some((_, id)) = used.forget.pop_front() {
                used.ids.remove(&id);
            }
        }
        let first = used.ids.insert(id.to_owned());
        if first {
            used.forget.push_back((until, id.to_owned()));
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    #[test]
    fn an_attempt_is_used_once_and_forgotten_in_the_end() {
        let (now, used) = (datetime!(2026-01-01 0:00 UTC), UsedAttempts::default());
        let until = now + Duration::minutes(10);
        assert!(used.first_use("a", until, now));
        assert!(!used.first_use("a", until, now));
        assert!(used.first_use("b", until + Duration::minutes(10), until));
        assert_eq!(used.0.lock().unwrap().ids.len(), 1);
        for n in 0..MOST {
            assert!(used.first_use(&n.to_string(), until + Duration::minutes(10), until));
        }
        assert_eq!(used.0.lock().unwrap().ids.len(), MOST);
    }
}
