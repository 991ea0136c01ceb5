//! The roles service: who has which role, from a five-minute cache over `user_roles` (I5).
//!
//! Roles are assigned to an e-mail address, and addresses are reassigned: the new "ada@" must not inherit the role of
//! the former one. So a row is pinned to the first person (tenant and object id) who signs in with its address, in
//! the same statement that reads it; from then on anybody else with the address has no role, and the audit log says
//! why.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use time::OffsetDateTime;

use super::{
    expiring_cache::ExpiringCache,
    personas,
    role::Role,
    store,
    store::{AssignmentRow, PersonRow, RoleRow},
    subjects::{Grantees, Name, Subjects},
};
use crate::{
    Error, Result,
    audit::{Actor, Audit, Event},
    clock::SharedClock,
    database::{Database, notices::Topic},
    identity::{
        persona::Persona,
        principal::{Email, Principal, Source, UserKey},
    },
    metrics::CacheCounts,
};

/// What the table said of a person, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The highest of the row in the table and of the directory's groups and app roles. `None`: neither.
    pub role: Option<Role>,
    /// Whose grants count for them.
    pub subjects: Arc<Subjects>,
    pub read_at: OffsetDateTime,
    /// When it will be read again at the latest.
    pub read_again_at: OffsetDateTime,
    /// In DEV_MODE, which of its people it is.
    pub persona: Option<Persona>,
}

/// A row of the table, for the list of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub email: Email,
    pub role: Role,
    /// The person it belongs to, and since when; nobody until the first sign-in.
    pub pin: Option<UserKey>,
    pub pinned_at: Option<OffsetDateTime>,
    pub updated_at: OffsetDateTime,
}

/// What the table said of a person's role.
struct Found {
    role: Option<Role>,
    read_at: OffsetDateTime,
    read_again_at: OffsetDateTime,
}

struct Row {
    role: Role,
    /// The person it belongs to; anybody with the address, if none.
    pin: Option<UserKey>,
}

/// What is known of an address.
struct Known {
    row: Option<Row>,
    /// Somebody else's claim to the row has been recorded.
    told: AtomicBool,
}

impl Known {
    /// True for the first caller.
    fn first_to_tell(&self) -> bool {
        !self.told.swap(true, Ordering::Relaxed)
    }
}

pub struct Roles {
    database: Database,
    audit: Arc<Audit>,
    clock: SharedClock,
    cache: ExpiringCache<Email, Known>,
    grantees: Grantees,
    /// DEV_MODE: its people count. Anywhere else their keys belong to nobody.
    has_personas: bool,
}

impl Roles {
    pub fn new(database: Database, audit: Arc<Audit>, clock: SharedClock) -> Self {
        let cache = ExpiringCache::new(Topic::Roles, &database, clock.clone());
        let grantees = Grantees::new(database.clone(), clock.clone());
        Self { database, audit, clock, cache, grantees, has_personas: false }
    }

    /// DEV_MODE: its people are who they say.
    #[must_use]
    pub fn with_personas(self) -> Self {
        Self { has_personas: true, ..self }
    }

    /// How often the answer was in memory: for roles, and for subjects.
    pub fn cache_counts(&self) -> [(&'static str, &CacheCounts); 2] {
        [("roles", self.cache.counts()), ("subjects", self.grantees.counts())]
    }

    /// The person's standing, at most five minutes old.
    ///
    /// # Errors
    /// Unavailable, if it is not in memory and the database does not answer: never an older or a default role (I5).
    pub async fn of(&self, principal: &Principal) -> Result<Standing> {
        let persona = self.persona(principal);
        let found = match principal.source {
            Source::DevMode { .. } => Found { role: persona.and_then(personas::role), ..self.nobody() },
            // AUTH_REQUIRED=false: everyone may read, and the table is not asked.
            Source::Guest => Found { role: Some(Role::Reader), ..self.nobody() },
            _ => self.role_of(principal).await?,
        };
        let subjects = self.grantees.of(principal, found.role, persona).await?;
        let Found { read_at, read_again_at, .. } = found;
        Ok(Standing { role: subjects.role(), subjects, read_at, read_again_at, persona })
    }

    /// Every name under which something may be granted to this person.
    pub(super) async fn names(&self, principal: &Principal, role: Option<Role>) -> Result<Vec<Name>> {
        self.grantees.names(principal, role, self.persona(principal)).await
    }

    async fn role_of(&self, principal: &Principal) -> Result<Found> {
        let Some(email) = &principal.email else { return Ok(self.nobody()) };
        let pins = matches!(principal.source, Source::Session { .. });
        let is_asked_about = matches!(principal.source, Source::AskedAbout { .. });
        let is_pinned = pins || principal.source == Source::Absent;
        // A row without a pin is not an answer for a person to whom it would have been pinned.
        let serves = |known: &Known| !pins || known.row.as_ref().is_none_or(|row| row.pin.is_some());
        let load = || async {
            let row = self.load(email, pins.then_some(&principal.user)).await?;
            Ok((Known { row, told: AtomicBool::new(false) }, None))
        };
        let entry = self.cache.get(email, serves, load).await?;
        let found = |role| Found { role, read_at: entry.read_at, read_again_at: entry.read_again_at() };
        match &entry.value.row {
            // A row without a pin would be theirs as soon as they signed in.
            Some(row) if is_asked_about && row.pin.as_ref().is_some_and(|pin| *pin != principal.user) => {
                Ok(found(None))
            }
            Some(row) if is_pinned && row.pin.as_ref() != Some(&principal.user) => {
                if row.pin.is_some() && entry.value.first_to_tell() {
                    self.tell_of_stranger(email, &principal.user).await;
                }
                Ok(found(None))
            }
            row => Ok(found(row.as_ref().map(|row| row.role))),
        }
    }

    /// Gives a role, in place of the one before. `unpin` lets the next person with the address take it.
    pub async fn set(&self, email: &Email, role: Role, unpin: bool, actor: &Actor) -> Result<()> {
        let event = Event::RoleSet { email: email.to_string(), role: role.to_string(), unpinned: unpin };
        let mut transaction = self.database.begin().await?;
        self.audit.record(&mut transaction, actor, event).await?;
        store::set(&mut *transaction, email.as_str(), role.as_str(), unpin).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Roles);
        Ok(transaction.commit().await?)
    }

    /// Takes the role away; says whether there was one.
    pub async fn remove(&self, email: &Email, actor: &Actor) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        if !store::remove(&mut *transaction, email.as_str()).await? {
            return Ok(false);
        }
        let event = Event::RoleRemoved { email: email.to_string() };
        self.audit.record(&mut transaction, actor, event).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Roles);
        transaction.commit().await?;
        Ok(true)
    }

    /// All rows, by address; straight from the table.
    pub async fn list(&self) -> Result<Vec<Assignment>> {
        let rows = self.database.look_up(|| store::list(self.database.pool())).await?;
        // The constraint cannot know every blank that Unicode has. Nobody can sign in with such an address.
        let (known, odd): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| Email::parse(&row.email).is_some());
        if !odd.is_empty() {
            tracing::warn!(rows = odd.len(), "user_roles holds addresses that are none; they have no effect");
        }
        known.into_iter().map(Assignment::try_from).collect()
    }

    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Who signed in with this address last; `None`: nobody yet.
    pub(super) async fn last_with(&self, email: &Email) -> Result<Option<PersonRow>> {
        self.database.look_up(|| store::person_at(self.database.pool(), email.as_str())).await
    }

    /// The persona at an address, in DEV_MODE.
    pub(super) fn persona_at(&self, email: &Email) -> Option<Persona> {
        Persona::at(email).filter(|_| self.has_personas)
    }

    fn persona(&self, principal: &Principal) -> Option<Persona> {
        Persona::of(&principal.user).filter(|_| self.has_personas)
    }

    fn nobody(&self) -> Found {
        let now = self.clock.now();
        Found { role: None, read_at: now, read_again_at: now }
    }

    /// One round trip. The row may be returned without a pin if somebody else pins it at the same moment; the caller
    /// treats that as no answer and loads again.
    async fn load(&self, email: &Email, pin_to: Option<&UserKey>) -> Result<Option<Row>> {
        let pool = self.database.pool();
        let now = self.database.now();
        let ask = async || match pin_to {
            Some(user) => match store::find_and_pin(pool, email.as_str(), &user.realm, &user.subject, now).await {
                // A database that can only be read knows whose a row is, but not of a first visit.
                Err(error) if is_read_only(&error) => match store::find(pool, email.as_str()).await? {
                    Some(row) if row.object_id.is_none() => Err(error),
                    row => Ok(row),
                },
                row => row,
            },
            None => store::find(pool, email.as_str()).await,
        };
        let row = self.database.look_up(ask).await.map_err(|error| unknown(&error))?;
        row.map(Row::try_from).transpose()
    }

    /// The request is refused whether or not the refusal can be recorded.
    async fn tell_of_stranger(&self, email: &Email, user: &UserKey) {
        let event = Event::RoleBelongsToAnother { email: email.to_string() };
        let user = user.to_string();
        tracing::warn!(user, "the role of this person's address is pinned to somebody else");
        if let Err(error) = self.audit.note(&Actor::background(&user, ""), event).await {
            tracing::error!(detail = error.log(), "that could not be recorded in the audit log");
        }
    }
}

/// PostgreSQL, appendix A: `read_only_sql_transaction`.
pub(super) fn is_read_only(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(inside) if inside.code().is_some_and(|code| code == "25006"))
}

/// Whatever went wrong, we do not know the role, and say so.
fn unknown(error: &Error) -> Error {
    Error::unavailable(format!("roles cannot be looked up: {}", error.log()))
}

fn pin(tenant_id: Option<String>, object_id: Option<String>) -> Option<UserKey> {
    Some(UserKey::new(tenant_id?, object_id?))
}

/// An impossible row: the table has a constraint against it.
fn impossible(why: impl std::fmt::Display) -> Error {
    Error::internal(format!("a row of user_roles that cannot be: {why}"))
}

impl TryFrom<RoleRow> for Row {
    type Error = Error;

    fn try_from(row: RoleRow) -> Result<Self> {
        Ok(Self { role: row.role.parse().map_err(impossible)?, pin: pin(row.tenant_id, row.object_id) })
    }
}

impl TryFrom<AssignmentRow> for Assignment {
    type Error = Error;

    fn try_from(row: AssignmentRow) -> Result<Self> {
        Ok(Self {
            email: Email::parse(&row.email).ok_or_else(|| impossible("no address"))?,
            role: row.role.parse().map_err(impossible)?,
            pin: pin(row.tenant_id, row.object_id),
            pinned_at: row.pinned_at,
            updated_at: row.updated_at,
        })
    }
}
