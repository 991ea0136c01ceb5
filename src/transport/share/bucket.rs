//! The generic cell rate algorithm (ITU-T I.371, as "virtual scheduling"): one timestamp says how far ahead a client
//! is.

use time::{Duration, OffsetDateTime};

/// What one person has used up of a share.
#[derive(Debug, Default)]
pub struct Bucket {
    /// When all of the share will be there again.
    full_at: Option<OffsetDateTime>,
}

impl Bucket {
    /// Takes one of `burst`, of which one is refilled in each `every`.
    ///
    /// # Errors
    /// How long it takes until there is one again.
    pub fn take(&mut self, now: OffsetDateTime, burst: u32, every: Duration) -> Result<(), Duration> {
        // A clock that was turned back must not lock anybody out for longer than a whole share takes.
        let latest = now + every * burst;
        let full_at = self.full_at.unwrap_or(now).clamp(now, latest);
        let after = full_at + every;
        self.full_at = Some(if after > latest { full_at } else { after });
        if after > latest { Err(after - latest) } else { Ok(()) }
    }

    pub fn is_full(&self, now: OffsetDateTime) -> bool {
        self.full_at.is_none_or(|full_at| full_at <= now)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_share_is_there_at_once_and_comes_back_one_by_one() {
        let (mut bucket, mut now) = (Bucket::default(), datetime!(2026-03-01 12:00 UTC));
        let every = Duration::seconds(2);
        for _ in 0..3 {
            assert_eq!(bucket.take(now, 3, every), Ok(()));
        }
        assert_eq!(bucket.take(now, 3, every), Err(every));
        now += Duration::seconds(1);
        assert_eq!(bucket.take(now, 3, every), Err(Duration::seconds(1)), "a refusal costs nothing");
        now += Duration::seconds(1);
        assert_eq!((bucket.take(now, 3, every), bucket.take(now, 3, every)), (Ok(()), Err(every)));
        assert!(!bucket.is_full(now));
        assert!(bucket.is_full(now + Duration::seconds(6)));
    }

    #[test]
    fn a_clock_that_is_turned_back_locks_nobody_out() {
        let (mut bucket, now) = (Bucket::default(), datetime!(2026-03-01 12:00 UTC));
        let every = Duration::seconds(2);
        assert_eq!(bucket.take(now, 3, every), Ok(()));
        let back = now - Duration::days(1);
        assert_eq!(bucket.take(back, 3, every), Err(every));
        assert_eq!(bucket.take(back + every, 3, every), Ok(()));
    }
}
