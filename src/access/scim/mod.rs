//! People and groups that the company's directory provisions (SCIM 2.0, RFC 7643 and RFC 7644): people whom it
//! disables lose access from then on, and its groups count as if a token had named them.

mod groups;
mod people;
mod provisioner;
mod secrets;

use std::sync::Arc;

pub use self::{
    groups::{DirectoryGroup, GroupChange, WhichGroups},
    people::{DirectoryPerson, PersonState, WhichPeople},
    provisioner::Provisioner,
    secrets::{MOST_SECRETS, ScimSecret},
};
use super::{ladder::Admin, store};
use crate::{
    Result,
    audit::Audit,
    clock::SharedClock,
    database::Database,
    entropy::SharedEntropy,
    identity::{
        development::{DEVELOPMENT_REALM, TEST_REALM},
        session::SessionList,
    },
    settings::SignInMode,
};

/// Keeps what the directory sends.
pub struct Scim {
    database: Database,
    audit: Arc<Audit>,
    sessions: Arc<SessionList>,
    clock: SharedClock,
    entropy: SharedEntropy,
    realm: Realm,
}

/// Whose object ids the directory sends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Realm {
    /// The first part of the keys of people who sign in.
    name: String,
    /// Its ids are GUIDs.
    is_entra: bool,
}

impl Realm {
    fn of(mode: &SignInMode) -> Self {
        let named = |name: &str| Self { name: name.to_owned(), is_entra: false };
        match mode {
            SignInMode::Oidc(oidc) => match &oidc.tenant {
                Some(tenant) => Self { name: tenant.to_ascii_lowercase(), is_entra: true },
                None => named(&oidc.issuer),
            },
            SignInMode::Test => named(TEST_REALM),
            SignInMode::Dev | SignInMode::Open => named(DEVELOPMENT_REALM),
        }
    }
}

/// Of everything that was sent, how much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub people: u64,
    pub disabled: u64,
    pub groups: u64,
}

/// A person whom the directory has disabled, and who still has grants or items by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisabledPerson {
    /// The user key.
    pub key: String,
    /// May be empty, as may the address.
    pub name: String,
    pub email: String,
    pub since: time::OffsetDateTime,
}

/// How many people a page names.
const MOST_DISABLED: i64 = 100;

impl Scim {
    pub fn new(
        database: Database,
        audit: Arc<Audit>,
        sessions: Arc<SessionList>,
        (clock, entropy): (SharedClock, SharedEntropy),
        mode: &SignInMode,
    ) -> Self {
        Self { database, audit, sessions, clock, entropy, realm: Realm::of(mode) }
    }

    /// How much the directory has sent.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn counts(&self, _: &Admin) -> Result<Counts> {
        let counts = self.database.look_up(|| store::scim_counts(self.database.pool())).await?;
        let [people, disabled, groups] = [counts.users, counts.disabled, counts.groups].map(i64::unsigned_abs);
        Ok(Counts { people, disabled, groups })
    }

    /// Whom the directory has disabled, and who still has something by name that an administrator may want to hand over.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn disabled(&self, _: &Admin) -> Result<Vec<DisabledPerson>> {
        let rows =
            self.database.look_up(|| store::disabled_with_something(self.database.pool(), MOST_DISABLED)).await?;
        let person = |row: store::DisabledRow| DisabledPerson {
            key: row.user_key,
            name: row.name,
            email: row.email,
            since: row.since,
        };
        Ok(rows.into_iter().map(person).collect())
    }
}
