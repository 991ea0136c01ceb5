//! Whether the database is there, as the listener last found out (`listener.rs`). Requests look at it instead of
//! each waiting for its own time-out.

use sqlx::Error;
use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Here,
    /// The line broke, and it is not known yet why. Questions are asked as ever.
    Doubtful,
    /// Nobody answers at its address. Questions fail at once.
    Away,
}

pub struct Presence(watch::Sender<State>);

impl Presence {
    pub fn new() -> Self {
        Self(watch::Sender::new(State::Here))
    }

    pub fn is_here(&self) -> bool {
        *self.0.borrow() == State::Here
    }

    pub fn is_away(&self) -> bool {
        *self.0.borrow() == State::Away
    }

    /// Waits until nobody answers any more.
    pub async fn gone(&self) {
        // The sender lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|state| *state == State::Away).await;
    }

    pub(super) fn came(&self) {
        self.0.send_replace(State::Here);
    }

    pub(super) fn doubt(&self) {
        self.0.send_replace(State::Doubtful);
    }

    /// A connection could not be opened. A server that only has no room for one more still serves those that are open.
    pub(super) fn refused(&self, error: &Error) {
        let away = match error {
            Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::PoolTimedOut => true,
            // Connection exceptions, which poolers send; not accepting connections; no such database; starting up or
            // shutting down (PostgreSQL, appendix A).
            Error::Database(inside) => inside
                .code()
                .is_some_and(|code| code.starts_with("08") || ["55000", "3D000", "57P03"].contains(&code.as_ref())),
            _ => false,
        };
        self.0.send_replace(if away { State::Away } else { State::Doubtful });
    }
}
