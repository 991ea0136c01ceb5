//! Whose sessions somebody may see and end: their own, and administrators anybody's.

use std::sync::Arc;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    ladder::{Admin, Employee, Person},
    store,
};
use crate::{
    Error, Result,
    audit::Actor,
    clock::SharedClock,
    database::Database,
    identity::{
        principal::{Email, Source},
        session::{Lines, SessionList},
    },
};

/// The sessions of all people.
pub struct PeoplesSessions {
    database: Database,
    list: Arc<SessionList>,
    clock: SharedClock,
}

const MOST_PEOPLE: i64 = 500;

/// Somebody who has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    /// As rows name them.
    pub key: String,
    /// May be empty, as may the address.
    pub name: String,
    pub email: String,
}

/// Somebody with running sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub somebody: Somebody,
    pub sessions: i64,
    /// Within some minutes.
    pub seen_at: OffsetDateTime,
}

/// The right to see and end the sessions of one person.
pub struct SessionsOf<'a> {
    list: &'a SessionList,
    person: Somebody,
    /// The one that asks, if it is theirs.
    current: Option<Uuid>,
    actor: Actor,
}

impl PeoplesSessions {
    pub fn new(database: Database, list: Arc<SessionList>, clock: SharedClock) -> Self {
        Self { database, list, clock }
    }

    /// One's own.
    pub fn mine(&self, employee: &Employee) -> SessionsOf<'_> {
        let person = employee.person();
        let (name, email) = (person.principal.name.clone(), person.principal.email.as_ref());
        let email = email.map(ToString::to_string).unwrap_or_default();
        self.of(Somebody { key: person.key(), name, email }, person)
    }

    /// Who is signed in, the last seen first; at most 500.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn signed_in(&self, _: &Admin) -> Result<Vec<SignedIn>> {
        let (pool, now) = (self.database.pool(), self.clock.now());
        self.database.look_up(|| store::signed_in(pool, now, MOST_PEOPLE)).await
    }

    /// Anybody's, by the tag of the person in addresses (`transport/person_tag.rs`).
    ///
    /// # Errors
    /// `NotFound` if nobody with this tag has ever signed in.
    pub async fn tagged(&self, admin: &Admin, tag: &str) -> Result<SessionsOf<'_>> {
        let nobody = || Error::not_found("nobody has this tag");
        if !is_tag(tag) {
            return Err(nobody());
        }
        let found = self.database.look_up(|| store::somebody_tagged(self.database.pool(), tag)).await?;
        let somebody = found.ok_or_else(nobody)?;
        Ok(self.of(somebody, admin.person()))
    }

    /// Everybody who has signed in with this address, for operators, whose command is named in the record.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn by_command(&self, command: &str, email: &Email) -> Result<Vec<SessionsOf<'_>>> {
        let found = self.database.look_up(|| store::somebody_at(self.database.pool(), email.as_str())).await?;
        let one = |person| SessionsOf { list: &self.list, person, current: None, actor: Actor::command(command) };
        Ok(found.into_iter().map(one).collect())
    }

    fn of(&self, person: Somebody, asks: &Person) -> SessionsOf<'_> {
        let current = match asks.principal.source {
            Source::Session { id, .. } if asks.key() == person.key => Some(id),
            _ => None,
        };
        SessionsOf { list: &self.list, person, current, actor: asks.actor() }
    }
}

impl SessionsOf<'_> {
    pub fn person(&self) -> &Somebody {
        &self.person
    }

    /// The session that asks, if it is one of these.
    pub fn current(&self) -> Option<Uuid> {
        self.current
    }

    /// Those that run, the current one first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list(&self) -> Result<Lines> {
        self.list.of(&self.person.key, self.current).await
    }

    /// Ends one.
    ///
    /// # Errors
    /// `NotFound` for one that has ended, or is somebody else's. `Unavailable`.
    pub async fn end(&self, id: Uuid) -> Result<()> {
        if self.list.end_one(&self.person.key, id, &self.actor).await? {
            return Ok(());
        }
        Err(Error::not_found("this person has no such session"))
    }

    /// Ends all of them, but for the current one. Says how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_others(&self) -> Result<u64> {
        self.list.end_all(&self.person.key, self.current, &self.actor).await
    }

    /// Ends all of them. Says how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_all(&self) -> Result<u64> {
        self.list.end_all(&self.person.key, None, &self.actor).await
    }
}

fn is_tag(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
