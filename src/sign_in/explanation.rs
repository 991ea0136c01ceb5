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
    /// It is temporary.
    Time,
}

/// What the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub title: String,
    /// What happened.
    pub what: String,
    pub who: Who,
    /// What to do.
    pub advice: String,
    /// Likely reasons, where there are several.
    pub reasons: Vec<String>,
    /// An automatic second try may well succeed.
    pub begin_again: bool,
    /// The second try repeats the claims request that came with the refusal.
    pub repeat_claims: bool,
    pub status: StatusCode,
}

impl Explanation {
    pub fn new(title: String, what: String, who: Who, advice: String) -> Self {
        Self {
            title,
            what,
            who,
            advice,
            reasons: Vec::new(),
            begin_again: false,
            repeat_claims: false,
            status: StatusCode::UNAUTHORIZED,
        }
    }

    pub fn beginning_again(self) -> Self {
        Self { begin_again: true, ..self }
    }

    pub fn repeating_claims(self) -> Self {
        Self { begin_again: true, repeat_claims: true, ..self }
    }

    pub fn with_reasons(self, reasons: Vec<String>) -> Self {
        Self { reasons, ..self }
    }

    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

impl Who {
    /// Whose turn it is, as a heading.
    pub fn heading(self) -> String {
        match self {
            Self::You => text!("sign-in-turn-you"),
            Self::Administrator => text!("sign-in-turn-administrator"),
            Self::Operator => text!("sign-in-turn-operator"),
            Self::Time => text!("sign-in-turn-time"),
        }
    }
}
