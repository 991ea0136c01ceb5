//! A ticket authenticates one person for one version of one document, without the session's cookie: so that a
//! download can be finished that takes longer than the session, or that a program makes. Its holder acts as that
//! person, but only for these bytes; its content is sealed, and all rights are checked again when it is used.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::identity::{
    key_ring::{KeyRing, Purpose},
    principal::{Email, UserKey},
};

/// How long a ticket is valid: a night, a day, and a slow line. Ended sessions are remembered for as long after their
/// time.
pub const LIFETIME: Duration = Duration::hours(24);

/// What a ticket is sealed for.
const CONTEXT: &str = "ticket";

const VERSION: u8 = 1;

/// What a ticket is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    #[serde(rename = "d")]
    pub document: Uuid,
    /// The SHA-256 of the bytes, in base64url: a partial download continues only with these.
    #[serde(rename = "h")]
    pub sha256: String,
}

/// The sealed content of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    #[serde(rename = "v")]
    version: u8,
    #[serde(rename = "u")]
    pub user: UserKey,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// The session that it was made in; none where there is no sign-in.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Uuid>,
    #[serde(flatten)]
    pub subject: Subject,
    #[serde(rename = "z", with = "time::serde::timestamp")]
    pub until: OffsetDateTime,
}

impl Ticket {
    pub fn new(
        user: UserKey,
        email: Option<Email>,
        session: Option<Uuid>,
        subject: Subject,
        now: OffsetDateTime,
    ) -> Self {
        Self { version: VERSION, user, email, session, subject, until: now + LIFETIME }
    }

    /// Characters that an address contains unchanged.
    pub fn seal(&self, ring: &KeyRing) -> String {
        ring.seal(Purpose::Ticket, CONTEXT, &serde_json::to_vec(self).unwrap_or_default())
    }

    /// The ticket in a text, if this program made it; it may be over.
    pub fn open(ring: &KeyRing, text: &str) -> Option<Self> {
        let opened = ring.open(Purpose::Ticket, CONTEXT, text)?;
        serde_json::from_slice(&opened.bytes).ok().filter(|ticket: &Self| ticket.version == VERSION)
    }
}
