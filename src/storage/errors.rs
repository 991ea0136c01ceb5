//! How often the store failed.

use crate::metrics::Counts;

/// What was to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Read,
    Write,
    /// Looking whether it is there.
    Look,
}

/// A clone counts into the same numbers.
#[derive(Debug, Clone)]
pub struct StoreErrors {
    /// The kind of store.
    store: &'static str,
    counts: Counts<2>,
}

impl StoreErrors {
    /// `store`: what kind it is, in a word.
    pub fn of(store: &'static str) -> Self {
        Self { store, counts: Counts::by(["store", "operation"]) }
    }

    pub fn count(&self, operation: Operation) {
        let operation = match operation {
            Operation::Read => "read",
            Operation::Write => "write",
            Operation::Look => "look",
        };
        self.counts.count([self.store, operation]);
    }

    /// The result, counted if it is an error.
    pub fn note<T, E>(&self, operation: Operation, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.count(operation);
        }
        result
    }

    /// By store and operation.
    pub fn counts(&self) -> &Counts<2> {
        &self.counts
    }
}
