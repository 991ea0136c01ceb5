//! Under which names somebody may have been granted something: themselves, their address, their role, their
//! groups.

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    believed::{Believed, Read},
    level::Level,
    people,
    role::Role,
    roles::is_read_only,
    store::{self, Sum, Told},
};
use crate::{
    Error, Result,
    clock::SharedClock,
    database::{Database, notices::Topic},
    identity::principal::{Email, Principal, Source, UserKey},
};

/// Whose grants count for one person, for as long as their request lasts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subjects {
    names: Vec<String>,
    /// When the first of their grants ends: what was remembered for them until then is for others.
    until: Option<OffsetDateTime>,
    highest: Option<Level>,
    role: Option<Role>,
}

impl Subjects {
    /// For what the program does by itself, and for operators at the command line: everything.
    pub fn operator() -> &'static Arc<Self> {
        static OPERATOR: LazyLock<Arc<Subjects>> = LazyLock::new(|| {
            Arc::new(Subjects {
                names: vec!["operator".to_owned()],
                until: None,
                highest: Some(Level::Own),
                role: None,
            })
        });
        &OPERATOR
    }

    /// As the queries take them. Only names that something is granted to, so that people who may do the same have the same.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The most that they may do anywhere; `None`: nothing is granted to them.
    pub fn highest(&self) -> Option<Level> {
        self.highest
    }

    /// The role that they have by the table, or by what the directory says of them; the higher one.
    pub fn role(&self) -> Option<Role> {
        self.role
    }
}

/// To whom something can be granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Person(UserKey),
    /// Whoever signs in with it first.
    Address(Email),
    /// Everybody with the role, or a higher one.
    Role(Role),
    /// Everybody in a group.
    Group(Uuid),
}

impl Subject {
    /// As a grant names it; `None` for what is no name of anybody.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':')?;
        match kind {
            "person" => name.split_once('|').map(|(realm, subject)| Self::Person(UserKey::new(realm, subject))),
            "address" => Email::parse(name).map(Self::Address),
            "role" => name.parse().ok().map(Self::Role),
            "group" => name.parse().ok().map(Self::Group),
            _ => None,
        }
    }
}

impl Subject {
    pub fn is_group(&self) -> bool {
        matches!(self, Self::Group(_))
    }
}

/// As the table has it.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(user) => write!(f, "person:{user}"),
            Self::Address(email) => write!(f, "address:{email}"),
            Self::Role(role) => write!(f, "role:{role}"),
            Self::Group(id) => write!(f, "group:{id}"),
        }
    }
}

/// A person, and what is believed of their role.
type Key = (Option<UserKey>, Option<Email>, Option<Role>);

/// Looks up whose grants count for whom.
pub struct Grantees {
    database: Database,
    cache: Believed<Key, Arc<Subjects>>,
}

impl Grantees {
    pub fn new(database: Database, clock: SharedClock) -> Self {
        let cache = Believed::new(Topic::Grants, &database, clock);
        Self { database, cache }
    }

    /// Whose grants count for this person, at most five minutes old.
    ///
    /// # Errors
    /// `Unavailable` when it is not in memory and the database does not tell.
    pub async fn of(&self, principal: &Principal, role: Option<Role>) -> Result<Arc<Subjects>> {
        // Nobody knows who a guest is: two of them are the same only by their role.
        let user = (principal.source != Source::Guest).then(|| principal.user.clone());
        // The address of somebody who is away may be another person's by now.
        let is_here = principal.source != Source::Absent;
        let email = user.as_ref().filter(|_| is_here).and(principal.email.clone());
        let key = (user, email, role);
        let entry = self.cache.get(&key, |_| true, || self.load(principal, &key)).await?;
        Ok(entry.value.clone())
    }

    async fn load(&self, principal: &Principal, (user, email, role): &Key) -> Result<Read<Arc<Subjects>>> {
        let person = user.clone().map(|user| Subject::Person(user).to_string());
        let address = email.clone().map(|email| Subject::Address(email).to_string());
        let told = self.told_of(user.as_ref(), address.as_deref()).await?;
        let by_directory = told.role.map(|role| role.parse()).transpose().map_err(Error::internal)?;
        let role = (*role).max(by_directory);
        let has_signed_in = matches!(principal.source, Source::Session { .. });
        if let (true, true, Some(person), Some(address)) = (has_signed_in, told.waits, &person, &address) {
            self.pin(person, address).await?;
        }
        let roles = Role::ALL.into_iter().filter(|one| Some(*one) <= role);
        let roles = roles.map(|role| Subject::Role(role).to_string());
        // What is granted to an address counts for whoever it is pinned to, and for nobody before that.
        let address = address.filter(|_| !has_signed_in);
        let names: Vec<String> = person.into_iter().chain(address).chain(roles).collect();
        let sums = self.sums(&names, &told.claims).await?;
        if has_signed_in {
            self.greet(principal).await;
        }
        let until = sums.iter().filter_map(|sum| sum.ends_at).min();
        let highest = sums.iter().map(|sum| sum.level).max().map_or(Ok(None), Level::of)?;
        let mut names: Vec<String> = sums.into_iter().map(|Sum { subject, .. }| subject).collect();
        names.sort_unstable();
        Ok((Arc::new(Subjects { names, until, highest, role }), until))
    }

    async fn told_of(&self, user: Option<&UserKey>, address: Option<&str>) -> Result<Told> {
        let user = user.map(ToString::to_string);
        let told = self.database.look_up(|| store::told_of(self.database.pool(), user.as_deref(), address)).await;
        told.map_err(|error| unknown(&error))
    }

    async fn sums(&self, names: &[String], claims: &[String]) -> Result<Vec<Sum>> {
        let sums = self.database.look_up(|| store::sums(self.database.pool(), names, claims)).await;
        sums.map_err(|error| unknown(&error))
    }

    /// Keeps what a person is called, so that others can share with them by name. A failure costs them nothing.
    async fn greet(&self, principal: &Principal) {
        let (pool, now) = (self.database.pool(), self.database.now());
        if let Err(error) = self.database.look_up(|| people::remember(pool, principal, now)).await {
            tracing::debug!(%error, "what a person is called was not kept");
        }
    }

    /// What was granted to an address belongs to the first person who signs in with it, as roles do: addresses are handed
    /// on. A database that takes no changes now leaves it waiting.
    async fn pin(&self, person: &str, address: &str) -> Result<()> {
        let pin = async || match store::pin_address(self.database.pool(), address, person).await {
            Err(error) if is_read_only(&error) => Ok(()),
            pinned => pinned,
        };
        self.database.look_up(pin).await
    }
}

fn unknown(error: &Error) -> Error {
    Error::unavailable(format!("grants cannot be looked up: {}", error.log()))
}
