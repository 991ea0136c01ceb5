//! How often a cache had the answer.

use prometheus_client::metrics::counter::Counter;

/// A clone counts into the same numbers.
#[derive(Debug, Clone, Default)]
pub struct CacheCounts {
    hits: Counter,
    misses: Counter,
}

impl CacheCounts {
    pub fn hit(&self) {
        self.hits.inc();
    }

    /// Somebody else had to be asked.
    pub fn missed(&self) {
        self.misses.inc();
    }

    /// Hits and misses so far.
    pub fn so_far(&self) -> (u64, u64) {
        (self.hits.get(), self.misses.get())
    }
}
