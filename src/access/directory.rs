//! What the company's own directory says of people: its groups and its app roles. Both can be in a group of ours, and bring
//! a role.

use std::{fmt, sync::Arc};

use time::OffsetDateTime;

use super::{
    groups::Member,
    ladder::{Admin, Employee},
    people, personas,
    role::Role,
    store,
};
use crate::{
    Error, Result,
    audit::{Actor, Audit, Event},
    clock::SharedClock,
    database::{Database, notices::Topic},
    identity::claims::Claims,
};

/// More than Entra sends, and than anybody has (Microsoft, "ID token claims reference": 200 in a token).
const MOST_CLAIMS: usize = 10_000;

/// Where a claim about a person came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// In their ID token, as they signed in.
    Token,
    /// From Microsoft Graph.
    Graph,
}

impl Heard {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Graph => "graph",
        }
    }
}

/// A role that comes with something that the directory says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryRole {
    pub claim: Claim,
    pub role: Role,
    pub added_at: OffsetDateTime,
    pub added_by: String,
}

/// Something that the directory says of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// They are in the group of this object id.
    Group(String),
    AppRole(String),
}

impl Claim {
    /// `None` if it is not a claim.
    pub fn parse(text: &str) -> Option<Self> {
        match Member::parse(text)? {
            Member::DirectoryGroup(id) => Some(Self::Group(id)),
            Member::AppRole(value) => Some(Self::AppRole(value)),
            Member::Person(_) | Member::Address(_) | Member::Group(_) => None,
        }
    }
}

impl Claim {
    /// For people.
    pub fn in_words(&self) -> String {
        match self {
            Self::Group(id) => text!("groups-directory-group", name = id.as_str()),
            Self::AppRole(value) => text!("groups-app-role", name = value.as_str()),
        }
    }
}

/// As the tables have it.
impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(id) => write!(f, "directory-group:{id}"),
            Self::AppRole(value) => write!(f, "app-role:{value}"),
        }
    }
}

/// What is known of one person from the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub claims: usize,
    /// `false`: they are in more groups than a token lists, and the rest is unknown.
    pub is_complete: bool,
    pub read_at: OffsetDateTime,
}

/// Keeps what the directory says, and which roles come with it.
#[derive(Clone)]
pub struct Directory {
    pub(super) database: Database,
    audit: Arc<Audit>,
    clock: SharedClock,
}

impl Directory {
    pub fn new(database: Database, audit: Arc<Audit>, clock: SharedClock) -> Self {
        Self { database, audit, clock }
    }

    /// Stores the claims of an ID token at sign-in.
    ///
    /// # Errors
    /// `Forbidden` for somebody who is locked out; as the database.
    pub async fn hear(&self, claims: &Claims) -> Result<()> {
        let groups = claims.groups.iter().cloned().map(Claim::Group);
        let roles = claims.app_roles.iter().cloned().map(Claim::AppRole);
        let told = spelled(groups.chain(roles));
        let (key, now, is_complete) = (claims.user.to_string(), self.database.now(), !claims.has_more_groups);
        let mut transaction = self.database.begin().await?;
        if store::is_locked_out(&mut transaction, &key).await? {
            return Err(Error::forbidden(text!("leaving-refused"), "somebody who was locked out signs in"));
        }
        people::signed_in(&mut transaction, claims, now).await?;
        let is_new = store::hear(&mut transaction, &key, &told, is_complete, Heard::Token.as_str(), now).await?;
        let _told = is_new.then(|| self.database.notices().tell_at_the_end(Topic::Grants));
        Ok(transaction.commit().await?)
    }

    /// What is known of the asker; `None`: they have not signed in since this has been recorded.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn heading(&self, employee: &Employee) -> Result<Option<Heading>> {
        let person = employee.person();
        if let Some(persona) = person.standing.persona {
            return Ok(Some(personas::heading(persona, self.clock.now())));
        }
        let key = person.key();
        let row = self.database.look_up(|| store::heading(self.database.pool(), &key)).await?;
        Ok(row.map(|row| Heading {
            claims: usize::try_from(row.claims).unwrap_or_default(),
            is_complete: row.is_complete,
            read_at: row.read_at,
        }))
    }

    /// Which roles come with what the directory says.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn roles(&self) -> Result<Vec<DirectoryRole>> {
        let rows = self.database.look_up(|| store::directory_roles(self.database.pool())).await?;
        let impossible = |what: &str| Error::internal(format!("a row of directory_roles that cannot be: {what}"));
        rows.into_iter()
            .map(|row| {
                Ok(DirectoryRole {
                    claim: Claim::parse(&row.claim).ok_or_else(|| impossible(&row.claim))?,
                    role: row.role.parse().map_err(|_| impossible(&row.role))?,
                    added_at: row.added_at,
                    added_by: row.added_by,
                })
            })
            .collect()
    }

    /// Sets the role that comes with it; `None`: none any more. Returns whether that is a change.
    ///
    /// # Errors
    /// As the database.
    pub async fn set_role(&self, admin: &Admin, claim: &Claim, role: Option<Role>) -> Result<bool> {
        self.set(&admin.person().key(), &admin.person().actor(), claim, role).await
    }

    /// The same by an operator, whose command is named in the record.
    ///
    /// # Errors
    /// As the database.
    pub async fn set_role_by_command(&self, command: &str, claim: &Claim, role: Option<Role>) -> Result<bool> {
        self.set(command, &Actor::command(command), claim, role).await
    }

    async fn set(&self, by: &str, actor: &Actor, claim: &Claim, role: Option<Role>) -> Result<bool> {
        let (spelled, now) = (claim.to_string(), self.clock.now());
        let mut transaction = self.database.begin().await?;
        let is_new = match role {
            Some(role) => store::set_directory_role(&mut transaction, &spelled, role.as_str(), by, now).await?,
            None => store::remove_directory_role(&mut transaction, &spelled).await?,
        };
        if !is_new {
            return Ok(false);
        }
        let event = Event::DirectoryRoleSet { claim: spelled, role: role.map(|role| role.to_string()) };
        self.audit.record(&mut transaction, actor, event).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Grants);
        transaction.commit().await?;
        Ok(true)
    }
}

/// As the table has them: each once, in one order, so that the same is seen to be the same.
pub(super) fn spelled(claims: impl Iterator<Item = Claim>) -> Vec<String> {
    let spelled = claims.map(|claim| claim.to_string()).filter(|claim| Claim::parse(claim).is_some());
    let mut spelled: Vec<String> = spelled.take(MOST_CLAIMS).collect();
    spelled.sort_unstable();
    spelled.dedup();
    spelled
}
