//! Group membership changes while people are signed in: the directory is asked again every quarter of an hour, and on
//! request.

use std::{sync::Arc, time::Duration as StdDuration};

use time::Duration;
use tokio::time::{MissedTickBehavior, interval};

use super::{
    directory::{Claim, Directory, Heard, spelled},
    store,
};
use crate::{
    Error, Result,
    database::notices::Topic,
    identity::{
        principal::UserKey,
        provider::{GraphFault, Provider},
    },
};

/// How old the directory's answer may be while somebody is signed in.
const LONGEST_AGE: Duration = Duration::minutes(15);
/// Who was here in this time is here.
const IS_HERE: Duration = Duration::minutes(15);
/// How often people who are due are looked for.
const TICK: StdDuration = StdDuration::from_secs(5);
/// How many people are taken at a time: other running copies of the program take others meanwhile.
const AT_ONCE: i64 = 20;

impl Directory {
    /// Refreshes the groups of everybody who is signed in, one by one, for as long as the program runs.
    pub async fn refresh_for_ever(self: Arc<Self>, provider: Arc<Provider>) {
        if !provider.asks_directory() {
            return;
        }
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.refresh_due(&provider).await {
                tracing::warn!(detail = error.log(), "the directory could not be asked for people's groups again");
            }
        }
    }

    /// Asks for everybody who is due. While the directory does not answer they stay due.
    async fn refresh_due(&self, provider: &Provider) -> Result<()> {
        let pool = self.database.pool();
        loop {
            let now = self.database.now();
            let take = || store::take_due(pool, now - LONGEST_AGE, now - IS_HERE, now, AT_ONCE);
            let due = self.database.look_up(take).await?;
            if due.is_empty() {
                return Ok(());
            }
            for (done, key) in due.iter().enumerate() {
                let (realm, subject) = key.split_once('|').unwrap_or_default();
                match self.ask(provider, &UserKey::new(realm, subject)).await? {
                    Asked::Kept => {}
                    // One person about whom it says no does not keep the others waiting.
                    Asked::Refused(log) => tracing::warn!(user = key, detail = log, "the directory tells no groups"),
                    Asked::Away(log) => {
                        tracing::warn!(detail = log, "the directory could not be asked for people's groups again");
                        return self.database.look_up(|| store::give_back(pool, &due[done..])).await;
                    }
                }
            }
        }
    }

    /// Asks the directory for a person's groups, and stores the answer.
    ///
    /// # Errors
    /// `Unavailable` when it does not answer, or is not configured; then the earlier answer stays.
    pub async fn refresh(&self, provider: &Provider, user: &UserKey) -> Result<()> {
        match self.ask(provider, user).await? {
            Asked::Kept => Ok(()),
            Asked::Refused(log) | Asked::Away(log) => {
                Err(Error::unavailable(log).saying(text!("groups-directory-away")))
            }
        }
    }

    async fn ask(&self, provider: &Provider, user: &UserKey) -> Result<Asked> {
        let groups = match provider.groups_of(user).await {
            Ok(groups) => groups,
            Err(GraphFault::Gone) => {
                tracing::warn!(%user, "the directory knows this person no more: they are in no group of it");
                Vec::new()
            }
            Err(GraphFault::Refused(log)) => return Ok(Asked::Refused(log)),
            Err(GraphFault::Unavailable(log)) => return Ok(Asked::Away(log)),
        };
        let groups = spelled(groups.into_iter().map(Claim::Group));
        let mut transaction = self.database.begin().await?;
        let (key, source) = (user.to_string(), Heard::Graph.as_str());
        let is_new = store::hear_groups(&mut transaction, &key, &groups, source, self.database.now()).await?;
        let _told = is_new.then(|| self.database.notices().tell_at_the_end(Topic::Grants));
        transaction.commit().await?;
        Ok(Asked::Kept)
    }
}

/// What asking the directory came to; the texts are for the log.
enum Asked {
    Kept,
    Refused(String),
    Away(String),
}
