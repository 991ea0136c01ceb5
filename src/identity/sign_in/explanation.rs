//! What a page says of a sign-in that did not work out.

use actix_web::http::StatusCode;

/// Who can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    You,
    /// Whoever looks after the company's accounts.
    Administrator,
    /// Whoever runs this program.
    Operator,
    /// It passes by itself.
    Time,
}

/// What the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub title: &'static str,
    /// What happened.
    pub what: &'static str,
    pub who: Who,
    /// What to do.
    pub advice: &'static str,
    /// Likely reasons, where there are several.
    pub reasons: &'static [&'static str],
    /// A second try by itself may well succeed.
    pub begin_again: bool,
    /// The second try repeats the claims request that came with the refusal.
    pub repeat_claims: bool,
    pub status: StatusCode,
}

impl Explanation {
    pub const fn new(title: &'static str, what: &'static str, who: Who, advice: &'static str) -> Self {
        Self {
            title,
            what,
            who,
            advice,
            reasons: &[],
            begin_again: false,
            repeat_claims: false,
            status: StatusCode::UNAUTHORIZED,
        }
    }

    pub const fn beginning_again(self) -> Self {
        Self { begin_again: true, ..self }
    }

    pub const fn repeating_claims(self) -> Self {
        Self { begin_again: true, repeat_claims: true, ..self }
    }

    pub const fn with_reasons(self, reasons: &'static [&'static str]) -> Self {
        Self { reasons, ..self }
    }

    pub const fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl Who {
    /// Whose turn it is, as a heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::You => "What you can do",
            Self::Administrator => "Your administrator can mend this",
            Self::Operator => "The people who run this site can mend this",
            Self::Time => "This should pass by itself",
        }
    }
}
