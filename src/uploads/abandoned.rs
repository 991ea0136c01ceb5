//! Uploads whose bytes have all arrived and whose sender does not come back: the database was away at the moment when
//! the document was to be made, or the program was killed. The program finishes them on its own. Those that need a
//! decision are shown to their person on every page, and kept until it is made.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Result,
    access::roles::Roles,
    error::Meaning,
    scanning::SCANNER_AWAY,
    uploads::{
        failure,
        service::Uploads,
        store::{self, Abandoned},
    },
};

/// How often they are looked for.
const EVERY: Duration = Duration::from_secs(30);

impl Uploads {
    /// Finishes abandoned uploads in the name of their persons; returns how many became documents.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn end_abandoned(&self, roles: &Roles) -> Result<usize> {
        let spooled = self.whole_in_spool().await?;
        let pool = self.database.pool();
        let abandoned = self.database.look_up(|| store::abandoned_uploads(pool, &spooled)).await??;
        let (mut ended, mut scanner_is_away) = (0, false);
        for Abandoned { upload, person } in abandoned {
            // One question is enough; what waits for something else goes on.
            if scanner_is_away && upload.is_receiving() {
                continue;
            }
            // A file in the spool of which not all has come, or of another copy of the program.
            if upload.is_receiving() && self.offset(&upload)? < upload.length {
                continue;
            }
            let Some(editor) = person.editor(roles, "upload").await? else { continue };
            let id = upload.id;
            match self.try_again(&editor, upload).await {
                Ok(progress) if progress.upload.awaits_scan => scanner_is_away = true,
                Ok(progress) if progress.hindrance.is_none() => ended += 1,
                Ok(progress) => {
                    tracing::info!(%id, why = progress.hindrance.map(|error| error.log().to_owned()), "an upload still waits");
                }
                // Somebody sends at this very moment, or has thrown it away.
                Err(error) if matches!(error.meaning(), Meaning::Conflict | Meaning::NotFound) => {}
                Err(error) if error.meaning() == Meaning::NotAccepted => {
                    tracing::info!(%id, why = error.log(), "an upload became no document");
                }
                Err(error) if error.facts().is_some_and(|facts| facts.code == Some(SCANNER_AWAY)) => {
                    scanner_is_away = true;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(ended)
    }

    /// The files in this copy's spool, complete or not.
    async fn whole_in_spool(&self) -> Result<Vec<Uuid>> {
        let spool = self.spool.clone();
        let files = spawn_blocking(move || spool.files()).await.map_err(failure::of_thread)?;
        files.map_err(failure::of_disk)
    }

    /// Updates how many uploads wait for a decision by this person. If that fails, the next round does it.
    pub(super) async fn count_waiting(&self, owner: &str) {
        match store::count_undecided(self.database.pool(), Some(owner)).await {
            Ok(counts) => self.waiting.set(owner, counts.first().map_or(0, |(_, count)| count.unsigned_abs())),
            Err(error) => tracing::debug!(%error, "waiting uploads were not counted"),
        }
    }

    async fn count_all_waiting(&self) -> Result<()> {
        let pool = self.database.pool();
        let counts = self.database.look_up(|| store::count_undecided(pool, None)).await?;
        let counts: HashMap<_, _> = counts.into_iter().map(|(owner, count)| (owner, count.unsigned_abs())).collect();
        self.waiting.replace(counts);
        Ok(())
    }

    /// Finishes abandoned uploads, and counts the waiting ones, for as long as the program runs.
    pub async fn end_abandoned_for_ever(self: Arc<Self>, roles: Arc<Roles>) {
        let mut rhythm = tokio::time::interval(EVERY);
        loop {
            rhythm.tick().await;
            match self.end_abandoned(&roles).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "uploads became documents after all"),
                Err(error) => tracing::warn!(detail = error.log(), "uploads that are left were not ended"),
            }
            if let Err(error) = self.count_all_waiting().await {
                tracing::debug!(detail = error.log(), "waiting uploads were not counted");
            }
        }
    }
}
