//! The authenticated person, by whatever scheme.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::development::{DEVELOPMENT_REALM, TEST_REALM};
use crate::audit::Via;

/// An authenticated person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub user: UserKey,
    /// The key of `user_roles`; lower case. The provider may not supply one.
    pub email: Option<Email>,
    /// For the eye only.
    pub name: String,
    /// App roles of the provider, as far as they fit the session.
    pub app_roles: Vec<String>,
    pub source: Source,
}

impl Principal {
    /// A person as last known; `None` for a key that is not a person's, such as a command's.
    pub fn absent(key: &str, name: String, email: Option<Email>) -> Option<Self> {
        let (realm, subject) = key.split_once('|')?;
        let source = match realm {
            TEST_REALM => Source::TestMode,
            DEVELOPMENT_REALM => Source::DevMode { until: None },
            _ => Source::Absent,
        };
        Some(Self { user: UserKey::new(realm, subject), email, name, app_roles: Vec::new(), source })
    }
}

/// What never changes about a person: an e-mail address does (Microsoft, "Secure applications by validating claims": tid and oid).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[schema(description = "Who it is, also when the address changes.")]
pub struct UserKey {
    /// The tenant at Entra, the issuer elsewhere.
    pub realm: String,
    /// The object id at Entra, the subject elsewhere.
    pub subject: String,
}

/// How the person proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Session {
        id: Uuid,
        until: OffsetDateTime,
    },
    DevMode {
        /// When it ends; `None`: it does not.
        until: Option<OffsetDateTime>,
    },
    TestMode,
    /// AUTH_REQUIRED=false: no authentication.
    Guest,
    /// They are not here: the program ends what they began, and knows their address only as it was then. So nothing is
    /// pinned to them.
    Absent,
    /// Somebody else asks about them: what would count if they signed in now. That pins nothing to them.
    AskedAbout {
        /// Otherwise nobody has signed in with their address yet, and their key is a placeholder.
        was_here: bool,
    },
}

impl Source {
    /// As the record has it.
    pub fn via(&self) -> Via {
        match self {
            Self::Session { .. } => Via::Session,
            Self::DevMode { .. } | Self::TestMode => Via::Development,
            Self::Guest => Via::Guest,
            Self::Absent | Self::AskedAbout { .. } => Via::Background,
        }
    }

    /// `None` where there is no session that could end.
    pub fn session_until(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Session { until, .. } => Some(*until),
            Self::DevMode { until } => *until,
            Self::TestMode | Self::Guest | Self::Absent | Self::AskedAbout { .. } => None,
        }
    }
}

/// An e-mail address, lower case: one `@`, something on both sides, no blanks or control characters.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The longest address that mail can carry (RFC 5321, section 4.5.3.1.3, less its brackets).
    pub const LONGEST: usize = 254;

    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@')?;
        let clean = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        let whole = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
        (clean && whole && text.len() <= Self::LONGEST).then_some(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not an e-mail address")
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Personal data stays out of the log.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

impl UserKey {
    pub fn new(realm: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { realm: realm.into(), subject: subject.into() }
    }
}

/// As the log and the audit log spell a person.
impl fmt::Display for UserKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", self.realm, self.subject)
    }
}
