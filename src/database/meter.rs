//! What is counted of the database.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sqlx::PgPool;
use tokio::time::Instant;

use crate::metrics::Timings;

/// Look-ups by [`super::Database::look_up`] and the beginnings of changes: the wait for a connection and the answer together.
/// What a change does after that is not in it.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    times: Timings,
    under_way: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
}

/// One that is under way. A request that goes away takes it along.
pub(super) struct Counted<'a> {
    meter: &'a Meter,
    began: Instant,
}

impl Meter {
    pub(super) fn begin(&self) -> Counted<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        Counted { meter: self, began: Instant::now() }
    }

    /// How long they took, those that failed too.
    pub fn times(&self) -> &Timings {
        &self.times
    }

    pub fn under_way(&self) -> u64 {
        self.under_way.load(Ordering::Relaxed)
    }

    /// How many got no answer, or an error.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }
}

impl Counted<'_> {
    pub(super) fn end(self, is_answered: bool) {
        self.meter.times.add(self.began.elapsed());
        if !is_answered {
            self.meter.failed.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.meter.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Connections of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    pub open: u32,
    /// Of those, how many nobody uses.
    pub idle: u32,
    pub at_most: u32,
}

impl PoolState {
    pub(super) fn of(pool: &PgPool) -> Self {
        let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
        Self { open: pool.size(), idle, at_most: pool.options().get_max_connections() }
    }
}
