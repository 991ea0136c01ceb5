//! What nobody goes on with is swept away.

use std::{sync::Arc, time::Duration};

use crate::{
    Result,
    documents::{
        store,
        upload::{failure, upload::PATIENCE, uploads::Uploads},
    },
};

impl Uploads {
    /// Sweeps away what has expired; gives how many.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn sweep_once(&self) -> Result<usize> {
        let now = self.documents.clock.now();
        let pool = self.documents.database.pool();
        let expired = self.documents.database.look_up(|| store::expired_uploads(pool, now)).await?;
        let mut swept = 0;
        for id in expired {
            let spool = self.spool.clone();
            let outcome = tokio::task::spawn_blocking(move || {
                // One request may take longer than a day: whoever writes, or has just written, is let be.
                let young =
                    spool.touched(id).is_some_and(|touched| time::OffsetDateTime::from(touched) + PATIENCE > now);
                let Ok(incoming) = spool.open(id, None) else { return Ok(false) };
                if !young {
                    spool.remove(id)?;
                }
                drop(incoming);
                spool.forget(id);
                Ok::<_, std::io::Error>(!young)
            });
            if outcome.await.map_err(failure::of_thread)?.map_err(failure::of_disk)? {
                store::remove_upload(pool, id).await?;
                swept += 1;
            } else {
                self.touch(id, None).await?;
            }
        }
        Ok(swept)
    }

    /// Sweeps now and then, for as long as the program runs.
    pub async fn sweep_for_ever(self: Arc<Self>) {
        let mut rhythm = tokio::time::interval(Duration::from_mins(10));
        loop {
            rhythm.tick().await;
            match self.sweep_once().await {
                Ok(0) => {}
                Ok(swept) => tracing::info!(swept, "uploads that nobody went on with are gone"),
                Err(error) => tracing::warn!(detail = error.log(), "expired uploads were not swept"),
            }
        }
    }
}
