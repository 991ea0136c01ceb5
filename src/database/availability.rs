//! Whether the database is there, according to the listener (`listener.rs`). Requests check it instead of each
//! waiting for its own time-out.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::Error;
use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Here,
    /// The connection broke, and it is not known yet why. Queries are still sent.
    Doubtful,
    /// Nobody answers at its address. Questions fail at once.
    Away,
}

pub struct Availability {
    state: watch::Sender<State>,
    /// When the line broke last.
    broke_at: Mutex<Option<Instant>>,
    /// When a request got an answer last, while it was not known why the line broke.
    answered_at: Mutex<Option<Instant>>,
}

impl Availability {
    pub fn new() -> Self {
        Self { state: watch::Sender::new(State::Here), broke_at: Mutex::default(), answered_at: Mutex::default() }
    }

    pub fn is_here(&self) -> bool {
        *self.state.borrow() == State::Here
    }

    pub fn is_away(&self) -> bool {
        *self.state.borrow() == State::Away
    }

    /// Whether the line broke within this time. Connections that were idle then may be dead.
    pub fn broke_within(&self, time: Duration) -> bool {
        is_within(&self.broke_at, time)
    }

    /// A request got an answer.
    pub fn answered(&self) {
        if !self.is_here() {
            note_now(&self.answered_at);
        }
    }

    pub(super) fn answered_within(&self, time: Duration) -> bool {
        is_within(&self.answered_at, time)
    }

    /// Waits until the database is known to be away.
    pub async fn gone(&self) {
        // The sender exists as long as `self`.
        let _ = self.state.subscribe().wait_for(|state| *state == State::Away).await;
    }

    pub(super) fn came(&self) {
        self.state.send_replace(State::Here);
    }

    pub(super) fn doubt(&self) {
        note_now(&self.broke_at);
        self.state.send_replace(State::Doubtful);
    }

    /// A connection could not be opened. `serves`: one that is open still answers, so there is only no room for one more.
    pub(super) fn refused(&self, error: &Error, serves: bool) {
        let away = match error {
            _ if serves => false,
            Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::PoolTimedOut => true,
            // Connection exceptions, which poolers send; not accepting connections; no such database; starting up or
            // shutting down (PostgreSQL, appendix A).
            Error::Database(inside) => inside
                .code()
                .is_some_and(|code| code.starts_with("08") || ["55000", "3D000", "57P03"].contains(&code.as_ref())),
            _ => false,
        };
        self.state.send_replace(if away { State::Away } else { State::Doubtful });
    }
}

fn note_now(moment: &Mutex<Option<Instant>>) {
    *moment.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
}

fn is_within(moment: &Mutex<Option<Instant>>, time: Duration) -> bool {
    moment.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|moment| moment.elapsed() <= time)
}
