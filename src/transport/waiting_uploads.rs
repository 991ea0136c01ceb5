//! Whose uploads wait for a decision: every page shows it. Kept in memory, so that the pages of people without
//! waiting uploads need no query.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

/// By user key: how many.
#[derive(Default)]
pub struct WaitingUploads {
    counts: RwLock<HashMap<String, u64>>,
}

impl WaitingUploads {
    pub fn of(&self, user: &str) -> u64 {
        self.counts.read().unwrap_or_else(PoisonError::into_inner).get(user).copied().unwrap_or_default()
    }

    pub fn set(&self, user: &str, count: u64) {
        let mut counts = self.counts.write().unwrap_or_else(PoisonError::into_inner);
        if count == 0 {
            counts.remove(user);
        } else {
            counts.insert(user.to_owned(), count);
        }
    }

    /// Everybody whose uploads wait, according to the database.
    pub fn replace(&self, all: HashMap<String, u64>) {
        *self.counts.write().unwrap_or_else(PoisonError::into_inner) = all;
    }
}
