//! The record keeps its rows for as long as the operator wants (`RECORD_RETENTION`, decision 71).

use std::{sync::Arc, time::Duration};

use super::{Actor, Audit, Event, RecordEvent, store};
use crate::{Result, settings::RecordRetention};

/// How often rows are looked for.
const EVERY: Duration = Duration::from_hours(1);

/// How many rows one transaction removes.
const STEP: i32 = 5000;

impl Audit {
    /// [`Audit::remove_expired`], at the start and every hour.
    pub async fn remove_for_ever(self: Arc<Self>, retention: RecordRetention) {
        if retention.is_for_ever() {
            return;
        }
        loop {
            match self.remove_expired(&retention).await {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, "rows of the record were removed after their retention"),
                Err(error) => tracing::warn!(detail = error.log(), "rows of the record are removed later"),
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Removes what is older than its retention, in steps, each with its row in the record (I8); returns how many rows.
    ///
    /// # Errors
    /// `Unavailable` when this machine's clock is wrong, or the database is away; what was removed until then stays so.
    pub async fn remove_expired(&self, retention: &RecordRetention) -> Result<u64> {
        let now = self.database.may_delete_by_time().await?;
        let mut removed = 0;
        for kind in self.database.look_up(|| store::kinds(self.database.pool())).await? {
            // What says that rows were removed stays.
            let Some(kept) = retention.of(&kind).filter(|_| kind != "record_removed") else { continue };
            let before = now - kept;
            loop {
                let mut transaction = self.database.begin().await?;
                let rows = store::remove(&mut transaction, &kind, before, STEP).await?;
                if rows == 0 {
                    // At once, so that the next kind finds the lock free.
                    transaction.rollback().await?;
                    break;
                }
                let event = RecordEvent::Removed { kind: kind.clone(), before, rows };
                let actor = Actor::background("record retention", "record retention");
                self.record(&mut transaction, &actor, Event::Record(event)).await?;
                transaction.commit().await?;
                removed += rows;
            }
        }
        Ok(removed)
    }
}
