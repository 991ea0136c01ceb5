//! Sessions that the provider has ended while the database could not keep it. The provider says so once: here they are over
//! at once, and everywhere when the database is back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Session;
use crate::audit::Actor;

/// The most that are kept: anybody can add made-up names of sessions, which have no effect.
const MOST: usize = 1_000;

/// One session at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedSid {
    pub realm: String,
    pub sid: String,
    /// The source of the request.
    pub actor: Actor,
}

#[derive(Default)]
pub struct EndedAtProvider(Mutex<Vec<EndedSid>>);

impl EndedAtProvider {
    pub fn add(&self, ended: EndedSid) {
        let mut waiting = self.lock();
        let is_known = waiting.iter().any(|known| known.sid == ended.sid && known.realm == ended.realm);
        if !is_known && waiting.len() < MOST {
            waiting.push(ended);
        }
    }

    /// Whether this session began in one of them.
    pub fn contains(&self, session: &Session) -> bool {
        let is_it = |ended: &EndedSid| Some(&ended.sid) == session.sid.as_ref() && ended.realm == session.user.realm;
        self.lock().iter().any(is_it)
    }

    /// What has to be written now. It counts until [`Self::remove`].
    pub fn waiting(&self) -> Vec<EndedSid> {
        self.lock().clone()
    }

    pub fn remove(&self, written: &EndedSid) {
        self.lock().retain(|ended| ended != written);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<EndedSid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
