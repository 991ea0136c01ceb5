//! Throws thumbnails away: those whose picture nothing names any more, those left half-way, and the oldest when they
//! take too much room.

use std::time::Duration;

use time::OffsetDateTime;

use crate::{
    Error, Result,
    previews::{Previews, store, thumbnails::Kept},
};

/// How much room they may take.
pub const ROOM: u64 = 1024 * 1024 * 1024;

/// What is younger may be on its way, or its row may be.
const SETTLED: Duration = Duration::from_hours(1);

/// How often it is done.
pub const EVERY: Duration = Duration::from_hours(1);

impl Previews {
    /// One round; tells how many went.
    ///
    /// # Errors
    /// When the folder cannot be read, or the database is away: then nothing goes.
    pub async fn sweep(&self, now: OffsetDateTime, room: u64) -> Result<usize> {
        let thumbnails = self.thumbnails.clone();
        let kept = blocking(move || thumbnails.kept()).await?;
        let hashes: Vec<Vec<u8>> = kept.iter().filter_map(|kept| Some(kept.hash?.as_bytes().to_vec())).collect();
        let named = store::named(&self.database, &hashes).await?;
        let now = std::time::SystemTime::from(now);
        let is_settled = |kept: &Kept| now.duration_since(kept.made_at).is_ok_and(|age| age > SETTLED);
        let is_named = |kept: &Kept| kept.hash.is_some_and(|hash| named.contains(&hash));
        let (mut going, mut staying): (Vec<Kept>, Vec<Kept>) =
            kept.into_iter().partition(|kept| is_settled(kept) && !is_named(kept));
        let mut total: u64 = staying.iter().map(|kept| kept.size).sum();
        if total > room {
            // A good deal at once, so that it is not the next round's work again.
            staying.sort_by_key(|kept| kept.made_at);
            for kept in staying {
                if total <= room / 5 * 4 {
                    break;
                }
                total -= kept.size;
                going.push(kept);
            }
        }
        let count = going.len();
        blocking(move || {
            for kept in going {
                // Another running copy may have been quicker.
                let _ = std::fs::remove_file(kept.path);
            }
            Ok(())
        })
        .await?;
        Ok(count)
    }

    /// Sweeps for as long as the program runs.
    pub async fn sweep_for_ever(self: std::sync::Arc<Self>) {
        loop {
            tokio::time::sleep(EVERY).await;
            match self.sweep(self.clock.now(), ROOM).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "thumbnails were thrown away"),
                Err(error) => tracing::warn!(%error, "thumbnails cannot be swept"),
            }
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    done.map_err(|error| Error::internal(format!("DATA_DIR/thumbnails: {error}")))
}
