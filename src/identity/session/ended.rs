//! Ended sessions stay ended (I6): also in a copy of the cookie, after a restart, and in every running
//! copy of the program. Each copy keeps the (short) list in memory, and the database tells all of them
//! of every addition; so the question costs no round trip.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use time::{Duration, OffsetDateTime};
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::ended_store;
use crate::{
    Result,
    clock::SharedClock,
    database::{
        Database,
        notices::{Notice, Topic},
    },
};

/// How long the list in memory is believed while the database can tell us nothing; the same bound as
/// for roles (I5).
const BELIEVED: Duration = Duration::minutes(5);

pub struct EndedSessions {
    database: Database,
    clock: SharedClock,
    known: RwLock<Known>,
}

struct Known {
    /// Session id to the time from which it no longer matters.
    ended: HashMap<Uuid, OffsetDateTime>,
    /// When the list was last known to be whole.
    whole_at: OffsetDateTime,
}

impl EndedSessions {
    /// Reads the list; afterwards [`Self::follow`] keeps it whole.
    pub async fn load(database: Database, clock: SharedClock) -> Result<Arc<Self>> {
        let known = RwLock::new(Known { ended: HashMap::new(), whole_at: clock.now() });
        let this = Arc::new(Self { database, clock, known });
        this.reload().await?;
        Ok(this)
    }

    /// Takes in what other copies end, for as long as the program runs.
    pub async fn follow(self: Arc<Self>) {
        let mut notices = self.database.notices().subscribe();
        loop {
            match notices.recv().await {
                Ok(Notice { topic: Topic::Sessions, payload }) if !payload.is_empty() => {
                    if let Ok(id) = payload.parse() {
                        // The notice does not say when it would have ended; a month outlives any session.
                        self.remember(id, self.clock.now() + Duration::days(31));
                    }
                }
                Ok(Notice { topic: Topic::Sessions, .. }) | Err(RecvError::Lagged(_)) => {
                    if let Err(error) = self.reload().await {
                        tracing::warn!(detail = error.log(), "ended sessions could not be read again");
                    }
                }
                Ok(_) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Ends a session for good. When this returns, the row is in the database.
    pub async fn end(&self, id: Uuid, expires_at: OffsetDateTime) -> Result<()> {
        let now = self.clock.now();
        self.database.look_up(|| ended_store::insert(self.database.pool(), id, now, expires_at)).await?;
        self.remember(id, expires_at);
        self.database.notices().changed(Topic::Sessions);
        Ok(())
    }

    /// Whether the session was ended before its time. While notices from other copies do not arrive, the
    /// database is asked; while that is away too, the list is believed for five minutes.
    pub async fn contains(&self, id: Uuid) -> Result<bool> {
        let (listed, whole_at) = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            (known.ended.contains_key(&id), known.whole_at)
        };
        if listed || self.database.notices().live() {
            return Ok(listed);
        }
        match self.database.look_up(|| ended_store::contains(self.database.pool(), id)).await {
            Ok(ended) => Ok(ended),
            Err(_) if self.clock.now() - whole_at <= BELIEVED => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn reload(&self) -> Result<()> {
        let now = self.clock.now();
        let pool = self.database.pool();
        self.database.look_up(|| ended_store::sweep(pool, now - Duration::days(1))).await?;
        let rows = self.database.look_up(|| ended_store::running(pool, now)).await?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.ended.extend(rows.into_iter().map(|row| (row.session_id, row.expires_at)));
        known.ended.retain(|_, expires_at| *expires_at > now);
        known.whole_at = now;
        Ok(())
    }

    fn remember(&self, id: Uuid, expires_at: OffsetDateTime) {
        let now = self.clock.now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.ended.retain(|_, expires_at| *expires_at > now);
        known.ended.insert(id, expires_at);
    }
}
