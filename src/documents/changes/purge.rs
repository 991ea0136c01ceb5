//! Removal from the trash for good: by an administrator, or when its retention has ended. First a deletion is marked,
//! with its row in the record; then it is removed in steps, so that nobody waits long, and continued wherever it was
//! interrupted.

use std::{
    sync::Arc,
    time::{Duration as Time, Instant},
};

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    change::{Change, Lock},
    copy_large::REMEMBERED,
};
use crate::{
    Error, Result,
    access::ladder::Admin,
    audit::Event,
    documents::{
        former_path::LEADS_ON,
        service::Documents,
        store::{self, Condemned, Doomed, Step},
    },
};

/// How many items are removed in one transaction, which takes some hundredths of a second.
const STEP: i32 = 100;

/// In the background, the pause between steps as a multiple of the time that a step took.
const REST: u32 = 3;

/// How many items are removed before the person who asked gets a response; the rest follows in the background.
const AT_ONCE: usize = 2_000;

/// So many deletions are marked in one transaction.
const MARKED_AT_ONCE: i64 = 200;

/// How often the trash is looked through.
const EVERY: Time = Time::from_hours(1);

impl Documents {
    /// Removes for good, once the hold has ended; until then an administrator can restore it. Its bytes are removed
    /// when nothing else refers to them.
    ///
    /// # Errors
    /// `NotFound` when it is not in the trash (any more), or not theirs; `Unavailable` when this machine's clock is wrong.
    pub async fn purge(&self, admin: &Admin, deletion: Uuid) -> Result<()> {
        let now = self.database.may_delete_by_time().await?;
        let change = self.begin_change(admin.person(), Lock::Nothing).await?;
        let marked = change.condemn(Doomed::One(deletion), now + self.trash.hold).await?;
        // If it was marked before, it is purged all the same; if it was just restored, it is not in the trash.
        let subjects = admin.person().subjects();
        let is_theirs = || store::is_deleted(self.database.pool(), deletion, subjects);
        if marked == 0 && !self.database.look_up(is_theirs).await? {
            return Err(Error::not_found(format!("no deletion {deletion}")));
        }
        self.go_on(now, Some(AT_ONCE)).await;
        Ok(())
    }

    /// Purges everything of theirs that is in the trash by now, as [`Documents::purge`] does.
    ///
    /// # Errors
    /// `Unavailable` when this machine's clock is wrong, or the database fails; what was done until then stays.
    pub async fn empty_trash(&self, admin: &Admin) -> Result<()> {
        let now = self.database.may_delete_by_time().await?;
        loop {
            let change = self.begin_change(admin.person(), Lock::Nothing).await?;
            if change.condemn(Doomed::DeletedBefore(now), now + self.trash.hold).await? == 0 {
                break;
            }
        }
        self.go_on(now, Some(AT_ONCE)).await;
        Ok(())
    }

    /// Purges what has reached the end of its retention, continues what was interrupted, and forgets old addresses.
    /// Returns how many deletions ended. One that fails is left for the next time.
    ///
    /// # Errors
    /// `Unavailable` when this machine's clock is wrong, or the database fails; what was done until then stays.
    pub async fn purge_expired(&self) -> Result<u64> {
        let now = self.database.may_delete_by_time().await?;
        loop {
            let change = self.begin_own_change("retention", Lock::Nothing).await?;
            if change.condemn(Doomed::DeletedBefore(now - self.trash.retention), now).await? == 0 {
                break;
            }
        }
        let unmeasured = self.database.look_up(|| store::unmeasured_deletions(self.database.pool())).await?;
        for deletion in unmeasured {
            self.measure(&[deletion]).await;
        }
        let ended = self.go_on(now, None).await;
        store::forget_former_places(&self.database, now - LEADS_ON).await?;
        self.database.look_up(|| store::forget_copies(self.database.pool(), now - REMEMBERED)).await?;
        Ok(ended)
    }

    /// [`Documents::purge_expired`], at the start, every hour, and when a person has asked for more than an answer may
    /// wait for.
    pub async fn purge_for_ever(self: Arc<Self>) {
        loop {
            match self.purge_expired().await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "the time of things in the trash was over"),
                Err(error) => tracing::warn!(%error, "the trash cannot be looked through"),
            }
            let _ = tokio::time::timeout(EVERY, self.purge_now.notified()).await;
        }
    }

    /// Measures deletions, for the page of the trash. If that fails it is done later.
    pub(super) async fn measure(&self, deletions: &[Uuid]) {
        if let Err(error) = store::measure_deletions(self.database.pool(), deletions).await {
            tracing::warn!(%error, "what was deleted could not be counted yet");
        }
    }

    /// Purges what is marked and due, up to `most` items; returns how many deletions ended.
    /// [`Documents::purge_for_ever`] is notified of what is left and what failed.
    async fn go_on(&self, now: OffsetDateTime, most: Option<usize>) -> u64 {
        let (mut ended, mut left) = (0, most);
        let due = match store::to_purge(self.database.pool(), now).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "what is to be deleted for good could not be looked up");
                return 0;
            }
        };
        for deletion in due {
            loop {
                if left == Some(0) {
                    self.purge_now.notify_one();
                    return ended;
                }
                let began = Instant::now();
                let gone = match self.purge_step(deletion, now).await {
                    Ok(Step::Gone(gone)) => gone,
                    Ok(Step::Ended(gone)) => {
                        ended += 1;
                        left = left.map(|left| left.saturating_sub(gone));
                        break;
                    }
                    Ok(Step::NotOurs) => break,
                    Err(error) => {
                        tracing::error!(%error, %deletion, "a step of deleting for good failed; it is tried again later");
                        break;
                    }
                };
                match &mut left {
                    Some(left) => *left = left.saturating_sub(gone),
                    // In the background others come first.
                    None => tokio::time::sleep(began.elapsed() * REST).await,
                }
            }
        }
        ended
    }

    async fn purge_step(&self, deletion: Uuid, now: OffsetDateTime) -> Result<Step> {
        let mut transaction = self.database.begin().await?;
        let step = store::purge_step(&mut transaction, deletion, now, STEP).await?;
        transaction.commit().await?;
        Ok(step)
    }
}

impl Change<'_> {
    /// Marks what is to be removed from this moment on, with a row of the record for each; returns how many.
    async fn condemn(mut self, which: Doomed, purge_at: OffsetDateTime) -> Result<usize> {
        let subjects = self.subjects();
        let condemned = store::condemn(self.connection(), which, purge_at, MARKED_AT_ONCE, subjects.names()).await?;
        let count = condemned.len();
        for Condemned { deletion, node, path, documents } in condemned {
            let documents = documents.and_then(|documents| u64::try_from(documents).ok());
            self.record(Event::ItemPurged { item: node, path, deletion, documents }).await?;
        }
        self.commit().await?;
        Ok(count)
    }
}
