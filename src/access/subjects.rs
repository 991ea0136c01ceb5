//! The subjects of a person: everything to which something may have been granted for them, that is themselves, their
//! address, their role, their groups.

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    directory::Claim,
    expiring_cache::{ExpiringCache, Read},
    level::Level,
    links::Link,
    people, personas,
    role::Role,
    roles::is_read_only,
    store::{self, Sum, Told, WayIntoGroup},
};
use crate::{
    Error, Result,
    clock::SharedClock,
    database::{Database, notices::Topic},
    identity::{
        persona::Persona,
        principal::{Email, Principal, Source, UserKey},
    },
    metrics::CacheCounts,
};

/// The subjects whose grants count for one person, for the duration of their request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subjects {
    names: Vec<String>,
    /// When the first of their grants ends: what is cached for them must not be used after that.
    until: Option<OffsetDateTime>,
    highest: Option<Level>,
    role: Option<Role>,
}

impl Subjects {
    /// For the program itself, and for operators at the command line: everything.
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

    /// For the holder of a link for people outside: only what is granted to that link, until it ends.
    pub(super) fn of_link(link: Uuid, level: Level, until: OffsetDateTime) -> Arc<Self> {
        Arc::new(Self { names: vec![Link::subject(link)], until: Some(until), highest: Some(level), role: None })
    }

    /// As queries take them. Only subjects that have grants, so that people with the same rights have the same list.
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
    /// The form in a grant; `None` if it does not name anybody.
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
    /// Its name for people; `known`: the name of a person or a group, as far as it is known.
    pub fn called(&self, known: String) -> String {
        match self {
            Self::Person(user) if known.is_empty() => user.subject.clone(),
            Self::Person(_) | Self::Group(_) => known,
            Self::Address(email) => email.to_string(),
            Self::Role(role) => text!("access-role", role = role.as_str()),
        }
    }

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

/// A subject to which something may be granted for somebody, and why it is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub subject: Subject,
    /// What a group is called; empty for others.
    pub called: String,
    /// What it is called of which they are a part, from the nearest on; empty where they need be part of nothing.
    pub way: Vec<String>,
}

/// A person, and the role that they are known to have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    user: Option<UserKey>,
    email: Option<Email>,
    role: Option<Role>,
    /// What was granted to their address becomes theirs.
    pins: bool,
    persona: Option<Persona>,
}

impl Key {
    fn of(principal: &Principal, role: Option<Role>, persona: Option<Persona>) -> Self {
        let user = match principal.source {
            // Guests are anonymous: they differ only by their role.
            Source::Guest | Source::AskedAbout { was_here: false } => None,
            _ => Some(principal.user.clone()),
        };
        let email = match principal.source {
            // The address of somebody who is not present may be another person's by now.
            Source::Guest | Source::Absent => None,
            _ => principal.email.clone(),
        };
        Self { user, email, role, pins: matches!(principal.source, Source::Session { .. }), persona }
    }

    /// The person themselves, and their roles. A grant to an address counts for the person that it is pinned to, and
    /// for nobody before that.
    fn names(&self, role: Option<Role>) -> Vec<Subject> {
        let person = self.user.clone().map(Subject::Person);
        let address = self.email.clone().filter(|_| !self.pins).map(Subject::Address);
        let roles = Role::ALL.into_iter().filter(|one| Some(*one) <= role).map(Subject::Role);
        person.into_iter().chain(address).chain(roles).collect()
    }
}

/// Looks up whose grants count for whom.
pub struct Grantees {
    database: Database,
    cache: ExpiringCache<Key, Arc<Subjects>>,
}

impl Grantees {
    pub fn new(database: Database, clock: SharedClock) -> Self {
        let cache = ExpiringCache::new(Topic::Grants, &database, clock);
        Self { database, cache }
    }

    /// How often the answer was in memory.
    pub fn counts(&self) -> &CacheCounts {
        self.cache.counts()
    }

    /// The subjects whose grants count for this person, at most five minutes old.
    ///
    /// # Errors
    /// `Unavailable` when it is not in memory and the database does not answer.
    pub async fn of(
        &self,
        principal: &Principal,
        role: Option<Role>,
        persona: Option<Persona>,
    ) -> Result<Arc<Subjects>> {
        let key = Key::of(principal, role, persona);
        let entry = self.cache.get(&key, |_| true, || self.load(principal, &key)).await?;
        Ok(entry.value.clone())
    }

    /// Every subject to which something may be granted for this person, whether or not anything is. `role`: the
    /// highest that they have.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn names(
        &self,
        principal: &Principal,
        role: Option<Role>,
        persona: Option<Persona>,
    ) -> Result<Vec<Name>> {
        let key = Key::of(principal, role, persona);
        let told = self.told_of(&key, None).await?;
        if told.is_locked_out {
            return Ok(Vec::new());
        }
        let own = key.names(role);
        let spelled: Vec<String> = own.iter().map(ToString::to_string).chain(told.claims).collect();
        let groups = self.database.look_up(|| store::ways_into_groups(self.database.pool(), &spelled)).await?;
        let own = own.into_iter().map(|subject| Name { subject, called: String::new(), way: Vec::new() });
        let way =
            |way: Vec<String>| way.into_iter().map(|step| Claim::parse(&step).map_or(step, |claim| claim.in_words()));
        let group =
            |row: WayIntoGroup| Name { subject: Subject::Group(row.id), called: row.name, way: way(row.way).collect() };
        Ok(own.chain(groups.into_iter().map(group)).collect())
    }

    async fn load(&self, principal: &Principal, key: &Key) -> Result<Read<Arc<Subjects>>> {
        let address = key.email.clone().map(|email| Subject::Address(email).to_string());
        let told = self.told_of(key, address.as_deref()).await?;
        if told.is_locked_out {
            let nothing = Subjects { names: Vec::new(), until: None, highest: None, role: None };
            return Ok((Arc::new(nothing), None));
        }
        let by_directory = told.role.map(|role| role.parse()).transpose().map_err(Error::internal)?;
        let role = key.role.max(by_directory);
        if let (true, true, Some(user), Some(address)) = (key.pins, told.waits, &key.user, &address) {
            self.pin(&Subject::Person(user.clone()).to_string(), address).await?;
        }
        let names: Vec<String> = key.names(role).into_iter().map(|subject| subject.to_string()).collect();
        let sums = self.sums(&names, &told.claims).await?;
        if key.pins {
            self.greet(principal).await;
        }
        let until = sums.iter().filter_map(|sum| sum.ends_at).min();
        let highest = sums.iter().map(|sum| sum.level).max().map_or(Ok(None), Level::of)?;
        let mut names: Vec<String> = sums.into_iter().map(|Sum { subject, .. }| subject).collect();
        names.sort_unstable();
        Ok((Arc::new(Subjects { names, until, highest, role }), until))
    }

    async fn told_of(&self, key: &Key, address: Option<&str>) -> Result<Told> {
        let user = key.user.as_ref().map(ToString::to_string);
        let claims = key.persona.map(personas::claims);
        let ask = || store::told_of(self.database.pool(), user.as_deref(), address, claims.as_deref());
        let told = self.database.look_up(ask).await;
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
