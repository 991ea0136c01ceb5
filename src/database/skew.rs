//! The difference between this machine's clock and the database's.
//!
//! What is deleted because of its age is judged by the database's clock, which all running copies share. A copy whose
//! own clock differs cannot be trusted with its timestamps either, so it deletes nothing by age until the clocks
//! agree again.

use std::sync::atomic::{AtomicI64, Ordering};

use time::{Duration, OffsetDateTime};

use crate::{
    Error, Result,
    clock::{Clock, SharedClock},
};

/// Clocks that are synchronized by NTP differ by milliseconds; a minute means that one is wrong.
const TOLERATED: Duration = Duration::minutes(1);

pub struct Skew {
    clock: SharedClock,
    /// The database's time less ours, in milliseconds, as measured last.
    ahead: AtomicI64,
}

impl Skew {
    pub fn new(clock: SharedClock) -> Self {
        Self { clock, ahead: AtomicI64::new(0) }
    }

    /// Whether there is anything to measure: a test's clock that stands still is not wrong.
    pub fn is_measured(&self) -> bool {
        self.clock.tells_wall_time()
    }

    pub fn ours(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// The database's time, as far as it is known.
    pub fn theirs(&self) -> OffsetDateTime {
        self.clock.now() + self.ahead()
    }

    /// Takes in what the database said when it was asked after `before`; its answer is here now.
    pub fn note(&self, before: OffsetDateTime, theirs: OffsetDateTime) {
        let after = self.clock.now();
        // It read its clock between the two moments: a time between them agrees.
        let ahead = if theirs < before {
            theirs - before
        } else if theirs > after {
            theirs - after
        } else {
            Duration::ZERO
        };
        let before = self.ahead();
        let milliseconds = i64::try_from(ahead.whole_milliseconds()).unwrap_or(i64::MAX);
        self.ahead.store(milliseconds, Ordering::Relaxed);
        if !agree(ahead) && (ahead - before).abs() > TOLERATED {
            tracing::error!("{}", sentence(ahead));
        } else if agree(ahead) && !agree(before) {
            tracing::info!("this machine's clock agrees with the database's again");
        }
    }

    pub fn agrees(&self) -> bool {
        agree(self.ahead())
    }

    /// # Errors
    /// `Unavailable` when the clocks differ by more than a minute.
    pub fn check(&self) -> Result<()> {
        let ahead = self.ahead();
        if agree(ahead) { Ok(()) } else { Err(Error::unavailable(sentence(ahead))) }
    }

    fn ahead(&self) -> Duration {
        Duration::milliseconds(self.ahead.load(Ordering::Relaxed))
    }
}

/// The database's time, as far as it is known.
impl Clock for Skew {
    fn now(&self) -> OffsetDateTime {
        self.theirs()
    }

    fn tells_wall_time(&self) -> bool {
        self.clock.tells_wall_time()
    }
}

fn agree(ahead: Duration) -> bool {
    ahead.abs() <= TOLERATED
}

fn sentence(ahead: Duration) -> String {
    let direction = if ahead.is_negative() { "ahead of" } else { "behind" };
    format!(
        "this machine's clock is {} seconds {direction} the database's: nothing is deleted by age until they agree; \
         set the wrong one right (NTP)",
        ahead.whole_seconds().abs()
    )
}
