//! Where people are signed in, and how sessions other than the request's own are ended.

use std::sync::Arc;

use actix_web::HttpRequest;
use time::{Duration, OffsetDateTime};
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use super::{
    Session,
    ended_at_provider::{EndedAtProvider, EndedSid},
    ended_store,
    last_seen::{Sighting, Sightings},
    list_store,
};
use crate::{
    Result,
    audit::{Actor, Audit, Event, WhichSessions},
    clock::SharedClock,
    database::{Database, notices::Topic},
    identity::ticket,
};

/// How often sightings are written, by the program's clock.
const RHYTHM: Duration = Duration::minutes(1);

/// How often that clock is looked at.
const TICK: std::time::Duration = std::time::Duration::from_secs(2);

/// How often old rows are looked for.
const SWEEP_RHYTHM: Duration = Duration::hours(1);

/// How long rows of ended sessions are kept.
const KEPT: Duration = Duration::days(7);

/// The most sessions that are shown of one person.
pub const MOST_SHOWN: usize = 100;

/// Clocks of copies that may run together differ by no more (`database/skew.rs`): a session that another copy begins
/// right after all were ended must not seem to be from before.
const CLOCKS_DIFFER: Duration = Duration::minutes(1);

/// A running session, as people are shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: Uuid,
    /// Empty: not known.
    pub browser: String,
    pub system: String,
    pub network: String,
    pub begun_at: OffsetDateTime,
    /// Within some minutes.
    pub seen_at: OffsetDateTime,
    /// When it ends without activity.
    pub until: OffsetDateTime,
}

/// The sessions of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// At most [`MOST_SHOWN`].
    pub shown: Vec<Line>,
    pub count: u64,
}

/// The table `sessions`, written in the background.
pub struct SessionList {
    database: Database,
    audit: Arc<Audit>,
    clock: SharedClock,
    seen: Sightings,
    ended_at_provider: EndedAtProvider,
}

impl SessionList {
    pub fn new(database: Database, audit: Arc<Audit>, clock: SharedClock) -> Self {
        Self { database, audit, clock, seen: Sightings::default(), ended_at_provider: EndedAtProvider::default() }
    }

    /// A request brought this session. Costs no round trip.
    pub fn note(&self, request: &HttpRequest, session: &Session) {
        self.seen.note(request, session, self.clock.now());
    }

    /// Records a sign-in: the event, the new session, and the end of the session that the browser had before.
    ///
    /// # Errors
    /// `Unavailable`; then nothing was written.
    pub async fn begin(
        &self,
        request: &HttpRequest,
        session: &Session,
        old: Option<&Session>,
        actor: &Actor,
    ) -> Result<()> {
        let now = self.clock.now();
        let begun = Sighting::of(request, session, now);
        let mut transaction = self.database.begin().await?;
        self.audit.record(&mut transaction, actor, Event::SignedIn).await?;
        list_store::write(&mut *transaction, &[begun]).await?;
        if let Some(old) = old {
            ended_store::insert(&mut *transaction, old.id, now, old.end + ticket::LIFETIME).await?;
        }
        let _told = old.map(|_| self.database.notices().tell_at_the_end(Topic::Sessions));
        Ok(transaction.commit().await?)
    }

    /// The running sessions of a person, `current` first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn of(&self, user_key: &str, current: Option<Uuid>) -> Result<Lines> {
        self.flush_or_later().await;
        let (pool, now) = (self.database.pool(), self.clock.now());
        let most = i64::try_from(MOST_SHOWN + 1).unwrap_or(i64::MAX);
        let mut shown = self.database.look_up(|| list_store::list(pool, user_key, current, now, most)).await?;
        let mut count = shown.len() as u64;
        if shown.len() > MOST_SHOWN {
            let all = self.database.look_up(|| list_store::count(pool, user_key, now)).await?;
            count = u64::try_from(all).unwrap_or(count);
            shown.truncate(MOST_SHOWN);
        }
        Ok(Lines { shown, count })
    }

    /// Ends a session of this person. `false`: they have no such session, or it has ended.
    ///
    /// # Errors
    /// `Unavailable`; then it continues.
    pub async fn end_one(&self, user_key: &str, id: Uuid, actor: &Actor) -> Result<bool> {
        self.flush_or_later().await;
        let mut transaction = self.database.begin().await?;
        if !list_store::end_one(&mut *transaction, user_key, id, self.clock.now(), REMEMBERED).await? {
            return Ok(false);
        }
        let event = Event::SessionsEnded { person: user_key.to_owned(), which: WhichSessions::One, sessions: 1 };
        self.audit.record(&mut transaction, actor, event).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Sessions);
        transaction.commit().await?;
        Ok(true)
    }

    /// Ends all sessions of this person but `kept`; also those without a row, such as from before an update. Returns
    /// how many had one. A session that begins at the same time is either ended or not, never in part.
    ///
    /// # Errors
    /// `Unavailable`; then they all continue.
    pub async fn end_all(&self, user_key: &str, kept: Option<Uuid>, actor: &Actor) -> Result<u64> {
        self.flush_or_later().await;
        let mut transaction = self.database.begin().await?;
        list_store::lock_person(&mut transaction, user_key).await?;
        let now = self.clock.now();
        let before = now - CLOCKS_DIFFER;
        let ended = list_store::end_all(&mut transaction, user_key, kept, now, before, REMEMBERED).await?;
        let sessions = u64::try_from(ended).unwrap_or_default();
        let which = if kept.is_some() { WhichSessions::Others } else { WhichSessions::All };
        let event = Event::SessionsEnded { person: user_key.to_owned(), which, sessions };
        self.audit.record(&mut transaction, actor, event).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Sessions);
        transaction.commit().await?;
        Ok(sessions)
    }

    /// Ends what began in this session at the provider of that realm. While the database is away, in this copy; elsewhere
    /// when it is back.
    pub async fn end_of_sid(&self, realm: String, sid: String, actor: Actor) {
        self.flush_or_later().await;
        let ended = EndedSid { realm, sid, actor };
        if let Err(error) = self.write_end_of(&ended).await {
            tracing::warn!(detail = error.log(), "a sign-out at the provider is written later");
            self.ended_at_provider.add(ended);
        }
    }

    /// Whether it was ended, and the database could not keep that yet.
    pub fn is_to_end(&self, session: &Session) -> bool {
        self.ended_at_provider.contains(session)
    }

    async fn write_end_of(&self, EndedSid { realm, sid, actor }: &EndedSid) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let ended = list_store::end_of_sid(&mut *transaction, realm, sid, self.clock.now(), REMEMBERED).await?;
        if ended.is_empty() {
            return Ok(());
        }
        for (person, count) in ended {
            let sessions = u64::try_from(count).unwrap_or_default();
            let event = Event::SessionsEnded { person, which: WhichSessions::AtProvider, sessions };
            self.audit.record(&mut transaction, actor, event).await?;
        }
        let _told = self.database.notices().tell_at_the_end(Topic::Sessions);
        Ok(transaction.commit().await?)
    }

    /// Writes the sightings since the last time.
    ///
    /// # Errors
    /// `Unavailable`; they are written the next time then.
    pub async fn flush(&self) -> Result<()> {
        let seen = self.seen.take();
        if seen.is_empty() {
            return Ok(());
        }
        let written = self.database.look_up(|| list_store::write(self.database.pool(), &seen)).await;
        if written.is_err() {
            self.seen.put_back(seen);
        }
        written
    }

    /// A read-only database still answers queries.
    async fn flush_or_later(&self) {
        if let Err(error) = self.flush().await {
            tracing::debug!(detail = error.log(), "when sessions were last seen is written later");
        }
    }

    /// Writes in the background, for as long as the program runs, and deletes old rows.
    pub async fn follow(self: Arc<Self>) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut written_at = self.clock.now();
        let mut swept_at = None;
        loop {
            ticks.tick().await;
            for ended in self.ended_at_provider.waiting() {
                if self.write_end_of(&ended).await.is_err() {
                    break;
                }
                self.ended_at_provider.remove(&ended);
            }
            let now = self.clock.now();
            // A clock that was turned back does not stop it.
            if (now - written_at).abs() < RHYTHM {
                continue;
            }
            written_at = now;
            self.flush_or_later().await;
            if swept_at.is_none_or(|swept_at: OffsetDateTime| (now - swept_at).abs() >= SWEEP_RHYTHM) {
                swept_at = Some(now);
                if let Err(error) = self.sweep().await {
                    tracing::warn!(detail = error.log(), "sessions of long ago were not swept");
                }
            }
        }
    }

    /// Deletes sessions whose regular end was a week ago. Returns how many.
    ///
    /// # Errors
    /// `Unavailable`, also when this machine's clock differs from the database's.
    pub async fn sweep(&self) -> Result<u64> {
        let before = self.database.may_delete_by_time().await? - KEPT;
        self.database.look_up(|| list_store::sweep(self.database.pool(), before)).await
    }
}

/// For how many seconds after their regular end ended sessions are remembered: until the last ticket has expired.
#[allow(clippy::cast_precision_loss)] // a day
const REMEMBERED: f64 = ticket::LIFETIME.whole_seconds() as f64;
