//! Out of the trash for good: by hand, and when its time has come.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::change::{Change, Lock};
use crate::{
    Error, Result,
    access::ladder::Editor,
    audit::Event,
    documents::{service::Documents, store},
    error::Meaning,
};

/// How long an old address leads on to where a thing lies now.
pub const LEADS_ON: Duration = Duration::days(90);

impl Documents {
    /// Deletes for good. Its bytes go when nothing else holds the same.
    ///
    /// # Errors
    /// `NotFound` when it is not in the trash (any more).
    pub async fn purge(&self, editor: &Editor, deletion: Uuid) -> Result<()> {
        self.begin_change(editor.person(), Lock::Shape).await?.purge(deletion).await
    }

    /// Deletes everything for good that is in the trash by now.
    ///
    /// # Errors
    /// When the database gives up; what was done until then stays.
    pub async fn empty_trash(&self, editor: &Editor) -> Result<()> {
        let now = self.clock.now();
        loop {
            let deletions = store::deleted_before(&self.database, now).await?;
            if deletions.is_empty() {
                return Ok(());
            }
            for deletion in deletions {
                match self.purge(editor, deletion).await {
                    Err(error) if error.meaning() != Meaning::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
    }

    /// Deletes for good what has lain in the trash for its whole time, and forgets addresses of long ago. Gives how
    /// many deletions ended. Each is a change of its own, so that nobody waits long.
    ///
    /// # Errors
    /// When the database gives up; what was done until then stays.
    pub async fn purge_expired(&self, now: OffsetDateTime) -> Result<u64> {
        let mut purged = 0;
        for deletion in store::deleted_before(&self.database, now - self.retention).await? {
            match self.begin_own_change("retention", Lock::Shape).await?.purge(deletion).await {
                Ok(()) => purged += 1,
                // Somebody restored it in this very moment, or another copy of the program was quicker.
                Err(error) if error.meaning() == Meaning::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        store::forget_former_places(&self.database, now - LEADS_ON).await?;
        Ok(purged)
    }
}

/// How often the trash is looked through.
const EVERY: std::time::Duration = std::time::Duration::from_hours(1);

impl Documents {
    /// [`Documents::purge_expired`], at the start and then every hour.
    pub async fn purge_for_ever(self: std::sync::Arc<Self>) {
        loop {
            match self.purge_expired(self.clock.now()).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "the time of things in the trash was over"),
                Err(error) => tracing::warn!(%error, "the trash cannot be looked through"),
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}

impl Change<'_> {
    async fn purge(mut self, deletion: Uuid) -> Result<()> {
        let deleted = store::deleted(self.connection(), deletion).await?;
        let deleted = deleted.ok_or_else(|| Error::not_found(format!("no deletion {deletion}")))?;
        let documents = store::purge(self.connection(), deletion, deleted.node).await?;
        self.record(Event::ItemPurged { item: deleted.node, path: deleted.path, deletion, documents }).await?;
        self.commit().await
    }
}
