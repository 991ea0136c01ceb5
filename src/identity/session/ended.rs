//! Ended sessions stay ended (I6): also in a copy of the cookie, after a restart, and in every running copy of the
//! program. Each copy keeps the (short) list in memory, and the database notifies all of them of every addition; so a
//! check takes no round trip.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicI64, Ordering},
    },
};

use time::{Duration, OffsetDateTime};
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::ended_store::{self, EverywhereRow};
use crate::{
    Result,
    clock::SharedClock,
    database::{Database, notices::Topic},
    identity::principal::UserKey,
};

/// How long the list in memory is used while the database cannot be reached; the same limit as for roles (I5).
const BELIEVED: Duration = Duration::minutes(5);

/// When what could not be read or written is tried again, even without a notice.
const TRY_AGAIN: std::time::Duration = std::time::Duration::from_secs(30);

/// The longest session (`SESSION_HOURS`), plus the day of its last ticket: that is how long an end of all sessions
/// has to be remembered.
const LONGEST: Duration = Duration::days(32);

/// Which session is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    pub id: Uuid,
    pub user: &'a UserKey,
    /// Or, where only that is known, a time at which it ran.
    pub begun_at: OffsetDateTime,
}

pub struct EndedSessions {
    database: Database,
    clock: SharedClock,
    known: RwLock<Known>,
    /// When the list was last known to be whole, in Unix seconds.
    whole_at: AtomicI64,
}

struct Known {
    /// Session id to the time from which it no longer matters.
    ended: HashMap<Uuid, OffsetDateTime>,
    /// People all of whose sessions were ended.
    everywhere: HashMap<UserKey, Everywhere>,
    /// Ended here while the database could not keep it: the time of the end, and of the session's own.
    unwritten: HashMap<Uuid, (OffsetDateTime, OffsetDateTime)>,
    /// What the notices' count was just before the list was read: the list holds everything up to there.
    epoch: u64,
}

#[derive(Debug, Clone, Copy)]
struct Everywhere {
    begun_before: OffsetDateTime,
    kept: Option<Uuid>,
}

impl Everywhere {
    fn of(row: &EverywhereRow) -> Option<(UserKey, Self)> {
        let (realm, subject) = row.user_key.split_once('|')?;
        Some((UserKey::new(realm, subject), Self { begun_before: row.begun_before, kept: row.kept }))
    }
}

impl Known {
    fn contains(&self, which: Which<'_>) -> bool {
        let is_among =
            |everywhere: &Everywhere| which.begun_at < everywhere.begun_before && everywhere.kept != Some(which.id);
        self.ended.contains_key(&which.id) || self.everywhere.get(which.user).is_some_and(is_among)
    }
}

impl EndedSessions {
    /// Reads the list; afterwards [`Self::follow`] keeps it whole.
    pub async fn load(database: Database, clock: SharedClock) -> Result<Arc<Self>> {
        let (ended, everywhere, unwritten) = (HashMap::new(), HashMap::new(), HashMap::new());
        let nothing = RwLock::new(Known { ended, everywhere, unwritten, epoch: 0 });
        let whole_at = AtomicI64::new(clock.now().unix_timestamp());
        let this = Arc::new(Self { database, clock, known: nothing, whole_at });
        this.reload().await?;
        Ok(this)
    }

    /// Receives the additions of other copies, for as long as the program runs.
    pub async fn follow(self: Arc<Self>) {
        let mut notices = self.database.notices().subscribe();
        loop {
            // Looked at before waiting, and after a notice of any kind: what came before the subscription, or could
            // not be read the last time, is made good; and several notices may be answered by one reading.
            let (epoch, all_written) = {
                let known = self.known();
                (known.epoch, known.unwritten.is_empty())
            };
            if (!all_written || !self.is_current(epoch))
                && let Err(error) = self.reload().await
            {
                tracing::warn!(detail = error.log(), "ended sessions could not be read again");
            }
            match tokio::time::timeout(TRY_AGAIN, notices.recv()).await {
                Ok(Err(RecvError::Closed)) => return,
                Ok(Ok(notice)) if notice.topic == Topic::Sessions => self.note(&notice.payload),
                _ => {}
            }
        }
    }

    /// Ends a session for good: in this copy at once. When this returns `Ok`, the row is in the database; if that is
    /// away, it will be written when it is back.
    pub async fn end(&self, id: Uuid, expires_at: OffsetDateTime) -> Result<()> {
        let now = self.clock.now();
        self.known_mut().ended.insert(id, expires_at);
        let written = self.database.look_up(|| ended_store::insert(self.database.pool(), id, now, expires_at)).await;
        match written {
            // Without a notice: it would make the answers about all other sessions stale while none can be asked for.
            Err(_) => drop(self.known_mut().unwritten.insert(id, (now, expires_at))),
            Ok(()) => self.database.notices().changed(Topic::Sessions),
        }
        written
    }

    /// The end of a session was written with something else.
    pub fn remember(&self, id: Uuid, expires_at: OffsetDateTime) {
        self.known_mut().ended.insert(id, expires_at);
    }

    /// Another copy has ended a session. It is known from here on, also when the list cannot be read now.
    fn note(&self, payload: &str) {
        if let Ok(id) = payload.parse() {
            self.known_mut().ended.entry(id).or_insert(self.clock.now() + Duration::days(1));
        }
    }

    /// Whether the session was ended. While the list may lack what another copy has just ended, the database is
    /// asked; while that is away too, the list is used for up to five minutes.
    pub async fn contains(&self, which: Which<'_>) -> Result<bool> {
        let (listed, epoch) = {
            let known = self.known();
            (known.contains(which), known.epoch)
        };
        if listed {
            return Ok(true);
        }
        if self.is_current(epoch) {
            self.whole_at.store(self.clock.now().unix_timestamp(), Ordering::Relaxed);
            return Ok(false);
        }
        // This fails at once while the database is known to be away, otherwise possibly late: so notices received
        // meanwhile count.
        let Which { id, user, begun_at } = which;
        let user = user.to_string();
        match self.database.look_up(|| ended_store::contains(self.database.pool(), id, &user, begun_at)).await {
            Ok(ended) => Ok(ended),
            Err(_) if self.known().contains(which) => Ok(true),
            Err(_) if self.clock.now().unix_timestamp() - self.whole_at(epoch) <= BELIEVED.whole_seconds() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Until when, in Unix seconds, the list in memory was certainly complete: the connection may have been broken
    /// for a while before anybody noticed, so the time of the last message counts too.
    fn whole_at(&self, epoch: u64) -> i64 {
        let whole_at = self.whole_at.load(Ordering::Relaxed);
        let notices = self.database.notices();
        if notices.epoch(Topic::Sessions) == epoch { whole_at.max(notices.last_heard()) } else { whole_at }
    }

    /// Whether nothing was ended anywhere since the notices' counter was `epoch`, as far as this copy knows.
    fn is_current(&self, epoch: u64) -> bool {
        let notices = self.database.notices();
        notices.live() && notices.epoch(Topic::Sessions) == epoch
    }

    async fn reload(&self) -> Result<()> {
        let (now, pool) = (self.clock.now(), self.database.pool());
        let epoch = self.database.notices().epoch(Topic::Sessions);
        // That the old ones stay a while longer is no reason not to read the list.
        if let Ok(their_now) = self.database.may_delete_by_time().await {
            let (before, longest_ago) = (their_now - Duration::days(1), their_now - LONGEST);
            if let Err(error) = self.database.look_up(|| ended_store::sweep(pool, before, longest_ago)).await {
                tracing::debug!(detail = error.log(), "ended sessions of long ago could not be forgotten");
            }
        }
        let unwritten = self.known().unwritten.clone();
        for (id, (ended_at, expires_at)) in unwritten {
            self.database.look_up(|| ended_store::insert(pool, id, ended_at, expires_at)).await?;
            self.known_mut().unwritten.remove(&id);
        }
        let rows = self.database.look_up(|| ended_store::running(pool, now)).await?;
        let people = self.database.look_up(|| ended_store::everywhere(pool)).await?;
        let mut known = self.known_mut();
        known.everywhere = people.iter().filter_map(Everywhere::of).collect();
        known.ended.extend(rows.into_iter().map(|row| (row.session_id, row.expires_at)));
        known.ended.retain(|_, expires_at| *expires_at > now);
        known.epoch = epoch;
        Ok(())
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_mut(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}
