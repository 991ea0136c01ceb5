//! Offboarding: somebody leaves the company, or has to be locked out at once. Everything that is theirs by name ends
//! together, and what they owned can be handed over to somebody else.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{
    ladder::Admin,
    role::Role,
    sessions::Somebody,
    store::{self, HoldingsRow},
    subjects::Subject,
};
use crate::{
    Error, Result,
    audit::{Actor, Audit, Event},
    database::{Database, notices::Topic},
    identity::session::SessionList,
};

/// What is a person's by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// In the list of people.
    pub role: Option<Role>,
    /// Folders and documents that were shared with them by name.
    pub grants: u64,
    pub groups: u64,
    pub owned_groups: u64,
    /// Since when an administrator has locked them out; `None`: they have not.
    pub locked_at: Option<OffsetDateTime>,
    /// Since when the directory has them as disabled, or no more (SCIM); `None`: it has not said so.
    pub disabled_at: Option<OffsetDateTime>,
}

/// Ends what people have here.
pub struct Offboarding {
    database: Database,
    audit: Arc<Audit>,
    sessions: Arc<SessionList>,
}

impl Offboarding {
    pub fn new(database: Database, audit: Arc<Audit>, sessions: Arc<SessionList>) -> Self {
        Self { database, audit, sessions }
    }

    /// What a person has by name.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn holdings(&self, _: &Admin, somebody: &Somebody) -> Result<Holdings> {
        let row = self.database.look_up(|| store::holdings(self.database.pool(), &somebody.key)).await?;
        Holdings::try_from(row)
    }

    /// Revokes all of it, ends the sessions, and locks the person out. `heir` becomes an owner of what they owned.
    ///
    /// # Errors
    /// `Invalid` for oneself, and if the heir is the same person. As the database; then the call may be repeated.
    pub async fn lock_out(&self, admin: &Admin, somebody: &Somebody, heir: Option<&Subject>) -> Result<()> {
        let person = admin.person();
        if person.key() == somebody.key {
            return Err(Error::invalid(text!("leaving-yourself"), "an administrator was to lock themselves out"));
        }
        self.end_all(&person.key(), &person.actor(), somebody, heir).await
    }

    /// The same by an operator, whose command is named in the record.
    ///
    /// # Errors
    /// As [`Offboarding::lock_out`].
    pub async fn lock_out_by_command(&self, command: &str, somebody: &Somebody, heir: Option<&Subject>) -> Result<()> {
        self.end_all(command, &Actor::command(command), somebody, heir).await
    }

    /// Lets somebody sign in again, without what they had. Returns whether they were locked out.
    ///
    /// # Errors
    /// `Conflict` for somebody whom the directory has disabled; as the database.
    pub async fn let_in(&self, admin: &Admin, somebody: &Somebody) -> Result<bool> {
        self.unlock(&admin.person().actor(), somebody).await
    }

    /// The same by an operator.
    ///
    /// # Errors
    /// As [`Offboarding::let_in`].
    pub async fn let_in_by_command(&self, command: &str, somebody: &Somebody) -> Result<bool> {
        self.unlock(&Actor::command(command), somebody).await
    }

    async fn end_all(&self, by: &str, actor: &Actor, somebody: &Somebody, heir: Option<&Subject>) -> Result<()> {
        let (key, now) = (somebody.key.as_str(), self.database.now());
        let heir = heir.map(ToString::to_string);
        if heir.as_ref().is_some_and(|heir| *heir == format!("person:{key}")) {
            return Err(Error::invalid(text!("leaving-heir-is-them"), "who leaves was to take over"));
        }
        let email = Some(somebody.email.as_str()).filter(|email| !email.is_empty());
        let mut transaction = self.database.begin().await?;
        store::lock_out(&mut transaction, key, &somebody.name, email, by, now).await?;
        if let Some(heir) = &heir {
            store::hand_over(&mut transaction, key, heir, by, now).await?;
        }
        store::take_all(&mut transaction, key).await?;
        self.audit.record(&mut transaction, actor, Event::PersonLockedOut { person: key.to_owned(), heir }).await?;
        let _told = [Topic::Roles, Topic::Grants].map(|topic| self.database.notices().tell_at_the_end(topic));
        transaction.commit().await?;
        self.sessions.end_all(key, None, actor).await?;
        Ok(())
    }

    async fn unlock(&self, actor: &Actor, somebody: &Somebody) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        if store::is_disabled(&mut transaction, &somebody.key).await? {
            return Err(Error::conflict(text!("leaving-by-directory"), "the directory has disabled them"));
        }
        if !store::let_in(&mut transaction, &somebody.key).await? {
            return Ok(false);
        }
        let event = Event::PersonLetIn { person: somebody.key.clone() };
        self.audit.record(&mut transaction, actor, event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

impl TryFrom<HoldingsRow> for Holdings {
    type Error = Error;

    fn try_from(row: HoldingsRow) -> Result<Self> {
        let HoldingsRow { role, grants, groups, owned_groups, locked_at, disabled_at } = row;
        let role = role.map(|role| role.parse()).transpose().map_err(Error::internal)?;
        let [grants, groups, owned_groups] = [grants, groups, owned_groups].map(i64::unsigned_abs);
        Ok(Self { role, grants, groups, owned_groups, locked_at, disabled_at })
    }
}
