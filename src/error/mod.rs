//! The one error type, sorted by what it means to the person, not by where it arose.
//!
//! Each has two messages: `person` is constant text that may be shown on a page (I9), `log` is the detail for the
//! operator and leaves the process only in the log, under the request id. How an error is presented (page,
//! problem+json or redirect) is decided in one place, `transport/refusal.rs`.

mod meaning;
mod of_database;

use std::{borrow::Cow, fmt};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

pub use self::meaning::Meaning;

/// The error of a handler.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a program may act on: further members of the problem document (RFC 9457, section 3.2).
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub changed_by: Option<String>,
    /// RFC 3339.
    pub changed_at: Option<String>,
    pub revision: Option<i64>,
    pub code: Option<&'static str>,
    pub taken: Option<String>,
}

/// An error with one message for the person and one for the log.
#[derive(Clone)]
pub struct Error {
    meaning: Meaning,
    person: Cow<'static, str>,
    log: String,
    facts: Option<Box<Facts>>,
    /// In seconds.
    retry_after: Option<u32>,
}

impl Error {
    fn new(meaning: Meaning, person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self { meaning, person: person.into(), log: log.to_string(), facts: None, retry_after: None }
    }

    pub fn sign_in(log: impl fmt::Display) -> Self {
        Self::new(Meaning::SignIn, text!("error-sign-in"), log)
    }

    pub fn forbidden(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Forbidden, person, log)
    }

    pub fn no_role(log: impl fmt::Display) -> Self {
        Self::new(Meaning::NoRole, text!("error-no-role"), log)
    }

    pub fn not_found(log: impl fmt::Display) -> Self {
        Self::new(Meaning::NotFound, text!("error-not-found"), log)
    }

    pub fn invalid(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Invalid, person, log)
    }

    pub fn method(log: impl fmt::Display) -> Self {
        Self::new(Meaning::Method, text!("error-method"), log)
    }

    pub fn too_slow(log: impl fmt::Display) -> Self {
        Self::new(Meaning::TooSlow, text!("error-too-slow"), log)
    }

    pub fn conflict(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Conflict, person, log)
    }

    pub fn unsupported(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Unsupported, person, log)
    }

    pub fn too_large(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::TooLarge, person, log)
    }

    pub fn gone(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Gone, person, log)
    }

    /// `person` says who changed it, and when.
    pub fn changed(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Changed, person, log)
    }

    pub fn other_version(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::OtherVersion, person, log)
    }

    pub fn damaged(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Damaged, person, log)
    }

    pub fn full(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::Full, person, log)
    }

    /// `person` says what was found.
    pub fn not_accepted(person: impl Into<Cow<'static, str>>, log: impl fmt::Display) -> Self {
        Self::new(Meaning::NotAccepted, person, log)
    }

    pub fn misdirected(log: impl fmt::Display) -> Self {
        Self::new(Meaning::Misdirected, text!("error-misdirected"), log)
    }

    /// `seconds`: when it is worth trying again.
    pub fn too_many(seconds: u32, log: impl fmt::Display) -> Self {
        let mut error = Self::new(Meaning::TooMany, text!("error-too-many"), log);
        error.retry_after = Some(seconds.max(1));
        error
    }

    pub fn unavailable(log: impl fmt::Display) -> Self {
        Self::new(Meaning::Unavailable, text!("error-unavailable"), log)
    }

    /// `Unavailable`, because others change so much; it resolves within seconds.
    pub fn busy(log: impl fmt::Display) -> Self {
        let mut error = Self::new(Meaning::Unavailable, text!("error-busy"), log);
        error.retry_after = Some(2);
        error
    }

    pub fn internal(log: impl fmt::Display) -> Self {
        Self::new(Meaning::Internal, text!("error-internal"), log)
    }

    /// With another sentence for the person.
    pub fn saying(mut self, person: impl Into<Cow<'static, str>>) -> Self {
        self.person = person.into();
        self
    }

    /// With how many seconds from now it is worth trying again.
    pub fn again_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub fn with_facts(mut self, facts: Facts) -> Self {
        self.facts = Some(Box::new(facts));
        self
    }

    /// Details for programs, in addition to the sentence.
    pub fn facts(&self) -> Option<&Facts> {
        self.facts.as_deref()
    }

    /// After how many seconds it is worth trying again.
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    pub fn meaning(&self) -> Meaning {
        self.meaning
    }

    /// Whether the operator has to do something: everything else is between the person and the site. A full disk or
    /// quota is reported to people; a full database (which has a retry time) is nothing that they could fix.
    pub fn is_for_operator(&self) -> bool {
        match self.meaning {
            Meaning::Internal | Meaning::Unavailable => true,
            Meaning::Full => self.retry_after.is_some(),
            _ => false,
        }
    }

    /// The sentence for the person: never holds anything that came from outside unchecked.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// The detail for the operator's log: never a token, code, cookie or secret.
    pub fn log(&self) -> &str {
        &self.log
    }

    /// An error that the framework or an extractor hands over: our own comes back as it was, any other
    /// is sorted by its status.
    pub fn from_framework(error: &actix_web::Error) -> Self {
        if let Some(ours) = error.as_error::<Self>() {
            return ours.clone();
        }
        let log = error.to_string();
        match error.as_response_error().status_code() {
            StatusCode::NOT_FOUND => Self::not_found(log),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(text!("error-form-too-large"), log),
            StatusCode::METHOD_NOT_ALLOWED => Self::method(log),
            status if status.is_server_error() => Self::internal(log),
            _ => Self::invalid(text!("error-not-understood"), log),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.meaning, self.log)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// The bare answer, without page or body; `transport/refusal.rs` dresses it.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.meaning.status()
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
