//! Who did something, and how they were authenticated.

use std::net::IpAddr;

/// Whose doing a row of the record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user key; `None` if unknown, as at a refused sign-in.
    pub person: Option<String>,
    pub via: Via,
    /// The number of the request, as in the log and on the error page; of a command its name.
    pub request: String,
    /// Where the request came from, as far as a trusted proxy says.
    pub address: Option<IpAddr>,
    /// The person as whom they viewed the site: an e-mail address.
    pub viewing_as: Option<String>,
}

/// The way that led here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// A sign-in at the provider.
    Session,
    /// A link that works without a session.
    Ticket,
    /// A link for people outside.
    Link,
    /// DEV_MODE or TEST_MODE.
    Development,
    /// AUTH_REQUIRED=false.
    Guest,
    /// Nobody was signed in.
    Nobody,
    /// Work that somebody started and the program finishes, or that it does on its own.
    Background,
    /// The command line.
    Command,
    /// The company's directory, which sends people and groups (SCIM).
    Directory,
}

impl Via {
    pub const ALL: [Self; 9] = [
        Self::Session,
        Self::Ticket,
        Self::Link,
        Self::Development,
        Self::Guest,
        Self::Nobody,
        Self::Background,
        Self::Command,
        Self::Directory,
    ];

    /// As the table spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Ticket => "ticket",
            Self::Link => "link",
            Self::Development => "development",
            Self::Guest => "guest",
            Self::Nobody => "nobody",
            Self::Background => "background",
            Self::Command => "command",
            Self::Directory => "directory",
        }
    }
}

impl Actor {
    /// A command, which acts in its own name.
    pub fn command(name: &str) -> Self {
        Self {
            person: Some(name.to_owned()),
            via: Via::Command,
            request: name.to_owned(),
            address: None,
            viewing_as: None,
        }
    }

    /// What the program does on its own, or finishes for the person who started it.
    pub fn background(person: &str, request: &str) -> Self {
        let (person, request) = (Some(person.to_owned()), request.to_owned());
        Self { person, via: Via::Background, request, address: None, viewing_as: None }
    }

    /// Somebody who is not signed in, or just now signs in.
    pub fn unknown(request: &str, address: Option<IpAddr>) -> Self {
        Self { person: None, via: Via::Nobody, request: request.to_owned(), address, viewing_as: None }
    }
}
