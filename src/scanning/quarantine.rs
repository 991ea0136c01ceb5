//! Keeps the list of what nobody gets whole, in every running copy of the program.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;

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
        let mut notices = self.database.notices().subscribe();
        while !self.database.pool().is_closed() {
            if let Err(error) = self.reload().await {
                tracing::warn!(detail = error.log(), "what is quarantined could not be read again");
            }
            let heard = async {
                loop {
                    match notices.recv().await {
                        Ok(notice) if notice.topic == Topic::Quarantine => return,
                        Err(RecvError::Lagged(_)) => return,
                        Err(RecvError::Closed) => std::future::pending().await,
                        Ok(_) => {}
                    }
                }
            };
            let _ = tokio::time::timeout(LOOK_AGAIN, heard).await;
        }
    }
}
