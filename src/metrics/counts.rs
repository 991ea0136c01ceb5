//! Counters that differ by words.

use prometheus_client::metrics::{counter::Counter, family::Family};

/// One series: its labels, as name and value.
pub(super) type Labels = Vec<(&'static str, &'static str)>;

/// A counter for each combination of `N` words that has happened. For what is rare: each count takes a lock.
#[derive(Debug, Clone)]
pub struct Counts<const N: usize> {
    names: [&'static str; N],
    pub(super) family: Family<Labels, Counter>,
    total: Counter,
}

impl<const N: usize> Counts<N> {
    /// `names`: what the words stand for.
    pub fn by(names: [&'static str; N]) -> Self {
        Self { names, family: Family::default(), total: Counter::default() }
    }

    /// One more. The words are constants of the program.
    pub fn count(&self, words: [&'static str; N]) {
        self.family.get_or_create(&self.names.into_iter().zip(words).collect()).inc();
        self.total.inc();
    }

    /// All of them together.
    pub fn total(&self) -> u64 {
        self.total.get()
    }
}
