//! The ways of proving who one is, in a fixed order. An absent credential is no failure; a bad one is,
//! and the next way is not tried (I4). In this house a cookie that proves nothing counts as absent, and
//! an `Authorization` header makes the cookie invisible.

use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest, http::header};
use time::OffsetDateTime;

use crate::{
    Error, Result,
    clock::SharedClock,
    identity::{
        development,
        principal::{Email, Principal, Source, UserKey},
        session::{Session, Sessions},
    },
    settings::SignInMode,
    transport::{csrf::FormBinding, log_line::UserLabel},
};

pub struct Credentials {
    mode: Mode,
    sessions: Arc<Sessions>,
    clock: SharedClock,
}

/// How visitors become somebody, as `settings` has it, without the provider's details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Session,
    Development,
    Test,
    Open,
}

impl Credentials {
    pub fn new(mode: &SignInMode, sessions: Arc<Sessions>, clock: SharedClock) -> Self {
        let mode = match mode {
            SignInMode::Oidc(_) => Mode::Session,
            SignInMode::Dev => Mode::Development,
            SignInMode::Test => Mode::Test,
            SignInMode::Open => Mode::Open,
        };
        Self { mode, sessions, clock }
    }

    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// Who sends this request; `None` if nobody says. Also tells the log line and the forms.
    pub async fn of(&self, request: &HttpRequest) -> Result<Option<Principal>> {
        if request.headers().contains_key(header::AUTHORIZATION) {
            return Err(Error::sign_in("an Authorization header, and no scheme that we take"));
        }
        let found = match self.mode {
            Mode::Session => self.sessions.of(request).await?.map(of_session),
            Mode::Development => Some(development::developer()),
            Mode::Test => development::test_user(request)?,
            Mode::Open => Some(guest()),
        };
        if let Some(principal) = &found {
            let binding = match principal.source {
                Source::Session { id, .. } => id.to_string(),
                _ => principal.user.to_string(),
            };
            request.extensions_mut().insert(FormBinding(binding));
            request.extensions_mut().insert(UserLabel(principal.user.to_string()));
        }
        Ok(found)
    }
}

fn of_session(session: Session) -> Principal {
    Principal {
        source: Source::Session { id: session.id, until: session.end.min(session.idle_end) },
        user: session.user,
        email: session.email,
        name: session.name,
        app_roles: session.app_roles,
    }
}

/// AUTH_REQUIRED=false: a name for everyone, proven by nothing.
fn guest() -> Principal {
    Principal {
        user: UserKey::new("open", "guest"),
        email: None::<Email>,
        name: "Guest".to_owned(),
        app_roles: Vec::new(),
        source: Source::Guest,
    }
}
