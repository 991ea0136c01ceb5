//! Sends the waiting mails: one copy of the program takes each mail, and retries for a day.

use std::{sync::Arc, time::Duration as StdDuration};

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use tokio::sync::Notify;

use super::{
    message::Message,
    relay::Relay,
    store::{self, MailRow},
};
use crate::{Error, Result, database::Database, entropy::SharedEntropy};

/// How often due mails are looked for.
const TICK: StdDuration = StdDuration::from_secs(5);
/// How long a mail stays assigned to a copy of the program that took it and does not report back.
const TAKEN: Duration = Duration::minutes(5);
/// So long a mail is tried.
const PATIENCE: Duration = Duration::DAY;
/// The longest time between two tries.
const LONGEST_WAIT: Duration = Duration::HOUR;
/// How long administrators are shown mails that were given up.
const TOLD: Duration = Duration::days(7);

/// The mail that goes out.
pub struct Mail {
    database: Database,
    entropy: SharedEntropy,
    /// `None`: no mail goes out here.
    relay: Option<Relay>,
    now: Notify,
}

/// What administrators ought to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Troubles {
    /// Not tried any more, in the last days.
    pub given_up: i64,
    /// Tried in vain so far.
    pub waiting: i64,
}

impl Mail {
    pub fn new(database: Database, entropy: SharedEntropy, relay: Option<Relay>) -> Self {
        Self { database, entropy, relay, now: Notify::new() }
    }

    /// Whether mail goes out here.
    pub fn is_on(&self) -> bool {
        self.relay.is_some()
    }

    /// Sends one when the transaction of this connection has ended well. Nothing, where no mail goes out.
    ///
    /// # Errors
    /// As the database.
    pub async fn post(&self, connection: &mut PgConnection, message: &Message) -> Result<()> {
        if !self.is_on() {
            return Ok(());
        }
        let broken = |error: askama::Error| Error::internal(format!("a mail did not render: {error}"));
        let mail = MailRow {
            id: self.entropy.uuid(),
            address: message.to.to_string(),
            subject: message.subject.clone(),
            text: message.text().map_err(broken)?,
            html: message.html().map_err(broken)?,
            made_at: self.database.now(),
            tries: 0,
        };
        store::add(connection, &mail).await.map_err(Error::from)
    }

    /// After the transaction: it need not wait for the clock.
    pub fn hurry(&self) {
        self.now.notify_one();
    }

    /// How many wait to be sent, and for how long the oldest of them.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn queued(&self) -> Result<(i64, Duration)> {
        let (waiting, oldest) = self.database.look_up(|| store::queued(self.database.pool())).await?;
        let age = oldest.map_or(Duration::ZERO, |made_at| self.database.now() - made_at);
        Ok((waiting, age.max(Duration::ZERO)))
    }

    /// What went wrong lately.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn troubles(&self) -> Result<Troubles> {
        let since = self.database.now() - TOLD;
        let (given_up, waiting) = self.database.look_up(|| store::troubles(self.database.pool(), since)).await?;
        Ok(Troubles { given_up, waiting })
    }

    /// Sends due mails, for as long as the program runs.
    pub async fn send_for_ever(self: Arc<Self>) {
        let Some(relay) = &self.relay else { return };
        loop {
            let _ = tokio::time::timeout(TICK, self.now.notified()).await;
            if let Err(error) = self.send_due(relay).await {
                tracing::warn!(detail = error.log(), "the mails that are due could not be looked up");
            }
        }
    }

    async fn send_due(&self, relay: &Relay) -> Result<()> {
        let pool = self.database.pool();
        store::forget(pool, self.database.now() - TOLD).await?;
        loop {
            let now = self.database.now();
            let Some(mail) = store::take(pool, now, now + TAKEN).await? else { return Ok(()) };
            match relay.send(&mail).await {
                Ok(()) => store::remove(pool, mail.id).await?,
                Err(error) => self.failed(&mail, &error, now).await?,
            }
        }
    }

    /// The log has no address: it is private whom people write to.
    async fn failed(&self, mail: &MailRow, error: &Error, now: OffsetDateTime) -> Result<()> {
        let pool = self.database.pool();
        if now - mail.made_at >= PATIENCE {
            tracing::error!(mail = %mail.id, detail = error.log(), "a mail is given up");
            return Ok(store::give_up(pool, mail.id, now).await?);
        }
        tracing::warn!(mail = %mail.id, tries = mail.tries, detail = error.log(), "a mail could not be sent yet");
        Ok(store::try_again(pool, mail.id, now + wait(mail.tries)).await?)
    }
}

/// The delay after this many tries: a minute, two, four, up to an hour.
fn wait(tries: i32) -> Duration {
    let minutes = 1_i64 << (tries - 1).clamp(0, 6);
    Duration::minutes(minutes).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_longer_up_to_an_hour() {
        let minutes: Vec<i64> = (1..10).map(|tries| wait(tries).whole_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
