//! Keeps the list of what nobody gets whole, in every running copy of the program.

use std::sync::Arc;

use super::service::Scanning;
use crate::database::notices::Topic;

/// When the list is read again although nobody says that it has changed: notices may have been missed, or it could not be read.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(30);

impl Scanning {
    /// Scans what waits, and keeps the list of what nobody gets whole, for as long as the program runs.
    pub async fn work_for_ever(self: Arc<Self>) {
        tokio::join!(self.clone().follow_quarantine(), self.scan_for_ever());
    }

    /// Receives what other copies have found and released.
    async fn follow_quarantine(self: Arc<Self>) {
        let mut changes = self.database.notices().follow(Topic::Quarantine);
        while !self.database.pool().is_closed() {
            if let Err(error) = self.reload().await {
                tracing::warn!(detail = error.log(), "what is quarantined could not be read again");
            }
            changes.next_within(LOOK_AGAIN).await;
        }
    }
}
