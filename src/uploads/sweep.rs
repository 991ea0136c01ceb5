//! Removes expired uploads.

use std::{io, sync::Arc, time::Duration};

use time::OffsetDateTime;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Result,
    uploads::{failure, service::Uploads, store, upload::PATIENCE},
};

impl Uploads {
    /// Removes expired uploads, and files without an upload; returns how many.
    ///
    /// # Errors
    /// `Unavailable` when the database is away, or when its clock and ours do not agree.
    pub async fn sweep_once(&self) -> Result<usize> {
        let now = self.database.may_delete_by_time().await?;
        let pool = self.database.pool();
        let expired = self.database.look_up(|| store::expired_uploads(pool, now)).await?;
        let mut swept = 0;
        for id in expired {
            if self.sweep_file(id, now).await? {
                store::remove_upload(pool, id).await?;
                swept += 1;
            } else {
                self.touch(id, None).await?;
            }
        }
        for id in self.strays().await? {
            swept += usize::from(self.sweep_file(id, now).await?);
        }
        Ok(swept)
    }

    /// Files without a row: documents that come in one request have none, and a crash leaves their files.
    async fn strays(&self) -> Result<Vec<Uuid>> {
        let spool = self.spool.clone();
        let files = spawn_blocking(move || spool.files()).await.map_err(failure::of_thread)?;
        let files = files.map_err(failure::of_disk)?;
        let pool = self.database.pool();
        self.database.look_up(|| store::without_upload(pool, &files)).await
    }

    /// `false`: one request may take longer than a day, so a file that is being written, or was written recently, is
    /// kept.
    async fn sweep_file(&self, id: Uuid, now: OffsetDateTime) -> Result<bool> {
        let spool = self.spool.clone();
        let outcome = spawn_blocking(move || {
            let young = spool.touched(id).is_some_and(|touched| OffsetDateTime::from(touched) + PATIENCE > now);
            if young {
                return Ok(false);
            }
            let Ok(incoming) = spool.open(id, None) else { return Ok(false) };
            spool.remove(id)?;
            drop(incoming);
            spool.forget(id);
            Ok::<_, io::Error>(true)
        });
        outcome.await.map_err(failure::of_thread)?.map_err(failure::of_disk)
    }

    /// Removes expired uploads at intervals, for as long as the program runs.
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
