//! When sessions were last used, collected in memory until it is written: no request waits for that, and none fails
//! because of it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use actix_web::{HttpRequest, http::header};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Session, browser::Browser};
use crate::transport::{client::Client, network::network_of};

/// More sessions than are seen within a minute. What is beyond them is written a minute later.
const MOST: usize = 50_000;

/// A session, as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    pub id: Uuid,
    /// As rows name the person.
    pub user_key: String,
    pub sid: Option<String>,
    pub begun_at: OffsetDateTime,
    pub seen_at: OffsetDateTime,
    pub idle_ends_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub browser: Browser,
    /// Empty: the address is not known.
    pub network: String,
}

impl Sighting {
    /// `session` in this request.
    pub fn of(request: &HttpRequest, session: &Session, now: OffsetDateTime) -> Self {
        let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            id: session.id,
            user_key: session.user.to_string(),
            sid: session.sid.clone(),
            begun_at: session.issued,
            seen_at: now,
            idle_ends_at: session.idle_end,
            ends_at: session.end,
            browser: Browser::of(user_agent.unwrap_or_default()),
            network: Client::of(request).address().map(network_of).unwrap_or_default(),
        }
    }
}

/// What is not written yet.
#[derive(Default)]
pub struct Sightings(Mutex<HashMap<Uuid, Sighting>>);

impl Sightings {
    /// Cheap: a session's description is computed once for each time that it is written.
    pub fn note(&self, request: &HttpRequest, session: &Session, now: OffsetDateTime) {
        let mut waiting = self.lock();
        if let Some(known) = waiting.get_mut(&session.id) {
            known.seen_at = known.seen_at.max(now);
            known.idle_ends_at = known.idle_ends_at.max(session.idle_end);
        } else if waiting.len() < MOST {
            waiting.insert(session.id, Sighting::of(request, session, now));
        }
    }

    /// Everything, in the order of the ids: copies that write at once do not wait for each other in a circle.
    pub fn take(&self) -> Vec<Sighting> {
        let mut taken: Vec<_> = std::mem::take(&mut *self.lock()).into_values().collect();
        taken.sort_unstable_by_key(|sighting| sighting.id);
        taken
    }

    /// What could not be written is kept for the next time, unless the session was seen again meanwhile.
    pub fn put_back(&self, sightings: Vec<Sighting>) {
        let mut waiting = self.lock();
        for sighting in sightings {
            if waiting.len() < MOST {
                waiting.entry(sighting.id).or_insert(sighting);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Sighting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
