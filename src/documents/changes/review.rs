//! The access review: owners are asked at intervals whether people should still have access.

use std::{sync::Arc, time::Duration as Time};

use time::OffsetDateTime;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use super::change::Lock;
use crate::{
    Error, Result,
    access::{
        ladder::{Editor, Person},
        level::{Level, Own},
        subjects::Subject,
    },
    audit::Event,
    documents::{
        item::{Trace, Who},
        service::Documents,
        store::{self, DueRow},
    },
    error::Meaning,
    settings::ReviewSettings,
};

/// So many are asked about at a time.
pub const MOST_ASKED: usize = 200;
/// How many unconfirmed grants one transaction ends.
const AT_ONCE: i64 = 100;
/// How often it is looked for those.
const EVERY: Time = Time::from_hours(1);

/// A grant that an owner is asked about.
#[derive(Debug, Clone)]
pub struct DueGrant {
    pub node: Uuid,
    pub path: String,
    pub is_folder: bool,
    pub subject: Subject,
    /// What people call them.
    pub name: String,
    pub level: Level,
    pub ends_at: Option<OffsetDateTime>,
    pub granted: Trace,
    pub reason: String,
    pub confirmed_at: Option<OffsetDateTime>,
}

/// What an owner says of a grant.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub node: Uuid,
    pub subject: Subject,
    pub stays: bool,
}

impl Documents {
    /// The grants that this person is asked about, by path; the first [`MOST_ASKED`], and whether there are more.
    ///
    /// # Errors
    /// `NotFound` where reviews are off; `Unavailable` when the database is away.
    pub async fn due_grants(&self, editor: &Editor, settings: &ReviewSettings) -> Result<(Vec<DueGrant>, bool)> {
        let mut due = self.due_for(editor.person(), settings).await?;
        let has_more = due.len() > MOST_ASKED;
        due.truncate(MOST_ASKED);
        Ok((due, has_more))
    }

    /// The same in a transaction or on the pool: at most one more than [`MOST_ASKED`].
    ///
    /// # Errors
    /// As [`Documents::due_grants`].
    pub async fn due_for(&self, person: &Person, settings: &ReviewSettings) -> Result<Vec<DueGrant>> {
        let every = settings.every.ok_or_else(|| Error::not_found("access is not reviewed here"))?;
        let (subjects, before) = (person.subjects(), self.database.now() - every);
        let most = i64::try_from(MOST_ASKED).unwrap_or(i64::MAX).saturating_add(1);
        let rows = self.database.look_up(|| store::due_grants(self.database.pool(), subjects, before, most)).await?;
        rows.into_iter().map(DueGrant::try_from).collect()
    }

    /// Keeps and revokes. Grants and items that no longer exist are skipped. Returns how many were kept, and how many
    /// were revoked.
    ///
    /// # Errors
    /// `Forbidden` for those who do not own it; then nothing is changed.
    pub async fn review(&self, editor: &Editor, verdicts: &[Verdict]) -> Result<(usize, usize)> {
        let (mut kept, mut taken) = (0, 0);
        let mut change = self.begin_change(editor.person(), Lock::Nothing).await?;
        let (by, at) = (change.by.clone(), change.at);
        for Verdict { node, subject, stays } in verdicts {
            let path = match change.find::<Own>(*node).await {
                Ok(item) => item.path.clone(),
                // Gone meanwhile: the answers for the others still count.
                Err(error) if error.meaning() == Meaning::NotFound => continue,
                Err(error) => return Err(error),
            };
            let subject = subject.to_string();
            if *stays && store::confirm_grant(change.connection(), *node, &subject, &by, at).await? {
                change.record(Event::AccessConfirmed { item: *node, path, subject }).await?;
                kept += 1;
            } else if !*stays && store::remove_grant(change.connection(), *node, &subject).await? {
                change.record(Event::AccessRevoked { item: *node, path, subject }).await?;
                taken += 1;
            }
        }
        change.commit_access().await?;
        Ok((kept, taken))
    }

    /// Records what nobody confirmed in time, and ends it where that is configured, for as long as the program runs.
    pub async fn review_for_ever(self: Arc<Self>, settings: ReviewSettings) {
        if settings.every.is_none() {
            return;
        }
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.end_unconfirmed(&settings).await {
                tracing::warn!(detail = error.log(), "the access review goes on later");
            }
        }
    }

    /// The same once; returns how many grants that were.
    ///
    /// # Errors
    /// `Unavailable` when this machine's clock is wrong, or the database is away; what was done until then stays.
    pub async fn end_unconfirmed(&self, settings: &ReviewSettings) -> Result<usize> {
        let Some(every) = settings.every else { return Ok(0) };
        let now = self.database.may_delete_by_time().await?;
        let mut done = 0;
        loop {
            let mut change = self.begin_own_change("access review", Lock::Nothing).await?;
            let before = now - every - settings.grace;
            let overdue = store::take_overdue(change.connection(), before, now, AT_ONCE).await?;
            if overdue.is_empty() {
                return Ok(done);
            }
            done += overdue.len();
            for row in overdue {
                if settings.ends {
                    store::remove_grant(change.connection(), row.node, &row.subject).await?;
                }
                let (item, path, subject) = (row.node, row.path, row.subject);
                change.record(Event::AccessNotConfirmed { item, path, subject, is_ended: settings.ends }).await?;
            }
            change.commit_access().await?;
        }
    }
}

impl TryFrom<DueRow> for DueGrant {
    type Error = Error;

    fn try_from(row: DueRow) -> Result<Self> {
        let impossible = || Error::internal(format!("a row of grants that cannot be: {}", row.subject));
        let subject = Subject::parse(&row.subject).ok_or_else(impossible)?;
        Ok(Self {
            name: subject.called(row.person),
            subject,
            node: row.node,
            path: row.path,
            is_folder: row.is_folder,
            level: Level::of(row.level)?.ok_or_else(|| Error::internal("a grant of nothing"))?,
            ends_at: row.ends_at,
            granted: Trace { at: row.granted_at, by: Who::of(row.granted_by, row.giver) },
            reason: row.reason,
            confirmed_at: row.confirmed_at,
        })
    }
}
