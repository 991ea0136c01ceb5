//! The authentication schemes, in a fixed order. An absent credential is not a failure; a bad one is, and then the
//! next scheme is not tried (I4).

use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest, http::header};
use time::OffsetDateTime;

use crate::{
    Error, Result,
    audit::Via,
    clock::SharedClock,
    identity::{
        development,
        key_ring::KeyRing,
        persona::Persona,
        principal::{Email, Principal, Source, UserKey},
        session::{Session, Sessions, Which},
        ticket::{self, Subject, Ticket},
    },
    settings::SignInMode,
    transport::{
        log_line::{UserLabel, ViaLabel},
        person_tag::Nobody,
    },
};

pub struct Credentials {
    mode: Mode,
    ring: Arc<KeyRing>,
    sessions: Arc<Sessions>,
    clock: SharedClock,
}

/// How visitors authenticate, according to `settings`, without the provider's details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Session,
    Development,
    Test,
    Open,
}

/// One way of proving who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    /// The header, which no scheme takes yet. First, so that it makes the cookie invisible.
    Authorization,
    /// The session's cookie. One that proves nothing counts as absent: browsers keep old ones for years.
    Session,
    Developer,
    TestHeader,
    Guest,
}

/// What asking one scheme came to.
enum Outcome {
    /// The request brings nothing of this kind: the next scheme is asked.
    Absent,
    Proven(Principal),
    /// It has a credential that is invalid, or that cannot be checked now.
    Bad(Error),
}

impl From<Result<Option<Principal>>> for Outcome {
    fn from(found: Result<Option<Principal>>) -> Self {
        match found {
            Ok(Some(principal)) => Self::Proven(principal),
            Ok(None) => Self::Absent,
            Err(error) => Self::Bad(error),
        }
    }
}

impl Mode {
    /// In the order in which they are asked.
    fn schemes(self) -> &'static [Scheme] {
        match self {
            Self::Session => &[Scheme::Authorization, Scheme::Session],
            Self::Development => &[Scheme::Authorization, Scheme::Developer],
            Self::Test => &[Scheme::Authorization, Scheme::TestHeader],
            Self::Open => &[Scheme::Authorization, Scheme::Guest],
        }
    }
}

impl Credentials {
    pub fn new(mode: &SignInMode, ring: Arc<KeyRing>, sessions: Arc<Sessions>, clock: SharedClock) -> Self {
        let mode = match mode {
            SignInMode::Oidc(_) => Mode::Session,
            SignInMode::Dev => Mode::Development,
            SignInMode::Test => Mode::Test,
            SignInMode::Open => Mode::Open,
        };
        Self { mode, ring, sessions, clock }
    }

    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// Who sends this request; `None` without a credential. Also sets the person in the log line.
    ///
    /// # Errors
    /// `SignIn` for an invalid credential: no other scheme is tried then (I4). `Unavailable` when it cannot be
    /// checked.
    pub async fn of(&self, request: &HttpRequest) -> Result<Option<Principal>> {
        for scheme in self.mode.schemes() {
            match self.ask(*scheme, request).await {
                Outcome::Absent => {}
                Outcome::Proven(principal) => {
                    request.extensions_mut().insert(UserLabel(principal.user.to_string()));
                    request.extensions_mut().insert(ViaLabel(principal.source.via().as_str()));
                    return Ok(Some(principal));
                }
                Outcome::Bad(error) => return Err(error),
            }
        }
        request.extensions_mut().insert(Nobody);
        Ok(None)
    }

    async fn ask(&self, scheme: Scheme, request: &HttpRequest) -> Outcome {
        match scheme {
            Scheme::Authorization if request.headers().contains_key(header::AUTHORIZATION) => {
                Outcome::Bad(Error::sign_in("an Authorization header, and no scheme that we take"))
            }
            Scheme::Authorization => Outcome::Absent,
            Scheme::Session => Outcome::from(self.sessions.of(request).await.map(|found| found.map(of_session))),
            Scheme::Developer => match development::developer(request, self.clock.now()) {
                Some(principal) => Outcome::Proven(principal),
                None => Outcome::Absent,
            },
            Scheme::TestHeader => Outcome::from(development::test_user(request)),
            Scheme::Guest => Outcome::Proven(guest()),
        }
    }

    /// A ticket for this person about that document, and when it is over.
    pub fn ticket(&self, person: &Principal, subject: Subject) -> (String, OffsetDateTime) {
        let session = match person.source {
            Source::Session { id, .. } => Some(id),
            _ => None,
        };
        let ticket = Ticket::new(person.user.clone(), person.email.clone(), session, subject, self.clock.now());
        (ticket.seal(&self.ring), ticket.until)
    }

    /// The person that a ticket is for, and its document.
    ///
    /// # Errors
    /// `NotFound` for what is not a ticket of ours, `Gone` for one that has expired, whose session was ended, or that
    /// was made under another way to sign in. `Unavailable` if it cannot be checked.
    pub async fn of_ticket(&self, request: &HttpRequest, text: &str) -> Result<(Principal, Subject)> {
        let ticket = Ticket::open(&self.ring, text).ok_or_else(|| Error::not_found("no ticket of ours"))?;
        if self.clock.now() >= ticket.until {
            return Err(over("its time is over"));
        }
        // When its session began is not known, but that it ran when the ticket was made.
        let begun_at = ticket.until - ticket::LIFETIME;
        let of = |id| Which { id, user: &ticket.user, begun_at };
        let source = match (self.mode, ticket.session) {
            (Mode::Session, Some(id)) if !self.sessions.is_ended(of(id)).await? => {
                Source::Session { id, until: ticket.until }
            }
            (Mode::Development, None) if Persona::of(&ticket.user).is_some() => Source::DevMode { until: None },
            (Mode::Test, None) if ticket.user.realm == development::TEST_REALM => Source::TestMode,
            (Mode::Open, None) if ticket.user == guest().user => Source::Guest,
            _ => return Err(over("its session was ended")),
        };
        request.extensions_mut().insert(UserLabel(ticket.user.to_string()));
        request.extensions_mut().insert(ViaLabel(Via::Ticket.as_str()));
        let Ticket { user, email, subject, .. } = ticket;
        Ok((Principal { user, email, name: String::new(), app_roles: Vec::new(), source }, subject))
    }
}

/// One sentence, whatever ended it.
pub fn over(log: &str) -> Error {
    Error::gone(text!("ticket-over"), format!("a ticket: {log}"))
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
