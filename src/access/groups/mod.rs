//! Groups of people: who may see them, and who may change them.

mod change;
mod group;
pub mod member_list;
mod suggestions;

use std::{collections::HashMap, sync::Arc};

use uuid::Uuid;

pub use self::{
    change::hold,
    group::{Group, GroupName, LONGEST_NAME, Member, MemberLine},
    suggestions::Suggestion,
};
use super::{
    ladder::{Employee, Person},
    level::Level,
    people, personas,
    role::Role,
    store::{self, Asker, GroupRow, MemberRow, NamedGroup},
    subjects::Subject,
};
use crate::{
    Error, Result,
    audit::{Actor, Audit},
    clock::SharedClock,
    database::Database,
    entropy::SharedEntropy,
    identity::principal::Email,
};

/// How deeply groups can be nested.
pub const DEEPEST: i64 = 8;
/// How many members one group can have itself.
pub const MOST_MEMBERS: usize = 20_000;

/// The groups of people.
#[derive(Clone)]
pub struct Groups {
    database: Database,
    audit: Arc<Audit>,
    clock: SharedClock,
    entropy: SharedEntropy,
}

/// The groups, as one person or one command may look at them and change them.
pub struct GroupsFor<'a> {
    groups: &'a Groups,
    /// Of the person; `None` for an operator.
    person: Option<&'a Person>,
    actor: Actor,
}

impl Groups {
    pub fn new(database: Database, audit: Arc<Audit>, clock: SharedClock, entropy: SharedEntropy) -> Self {
        Self { database, audit, clock, entropy }
    }

    /// For an employee.
    pub fn by<'a>(&'a self, employee: &'a Employee) -> GroupsFor<'a> {
        self.by_person(employee.person())
    }

    /// For a person whose proof has been checked already.
    pub fn by_person<'a>(&'a self, person: &'a Person) -> GroupsFor<'a> {
        GroupsFor { groups: self, person: Some(person), actor: person.actor() }
    }

    /// For an operator, whose command is named in the record.
    pub fn by_command(&self, command: &str) -> GroupsFor<'_> {
        GroupsFor { groups: self, person: None, actor: Actor::command(command) }
    }
}

impl GroupsFor<'_> {
    /// Whether they may make groups: people who own something can, since they have something to share.
    pub fn may_make(&self) -> bool {
        self.person.is_none_or(|person| {
            person.standing.subjects.highest() == Some(Level::Own) || person.standing.role == Some(Role::Admin)
        })
    }

    /// The groups that they have to do with, by name; administrators see all.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn list(&self) -> Result<Vec<Group>> {
        self.look(None).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound`, also for one that they have nothing to do with.
    pub async fn find(&self, id: Uuid) -> Result<Group> {
        self.look(Some(id)).await?.pop().ok_or_else(|| Error::not_found(format!("no group {id} for them")))
    }

    /// The one of this name, for operators.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn named(&self, name: &str) -> Result<Group> {
        let key = group::key(name);
        let found = self.database().look_up(|| store::group_named(self.database().pool(), &key)).await?;
        self.find(found.ok_or_else(|| Error::not_found("no group of that name"))?).await
    }

    /// What they can share something with.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn to_share_with(&self) -> Result<Vec<(Uuid, String)>> {
        if !self.may_make() {
            return Ok(Vec::new());
        }
        let (name, names) = self.names().await?;
        let asker = Asker { name: &name, names: &names, sees_all: self.is_admin() };
        let rows =
            self.database().look_up(|| store::groups_to_share_with(self.database().pool(), &asker, None)).await?;
        Ok(rows.into_iter().map(|NamedGroup { id, name }| (id, name)).collect())
    }

    /// The first `most` of those in a group.
    ///
    /// # Errors
    /// `Forbidden` for those who may not change it.
    pub async fn members(&self, group: &Group, most: usize) -> Result<Vec<MemberLine>> {
        may_change(group)?;
        let (id, most) = (group.id, i64::try_from(most).unwrap_or(i64::MAX));
        let rows = self.database().look_up(|| store::group_members(self.database().pool(), id, most)).await?;
        rows.into_iter().map(MemberLine::try_from).collect()
    }

    /// Who may say who is in it, besides administrators.
    ///
    /// # Errors
    /// As [`Self::members`].
    pub async fn owners(&self, group: &Group) -> Result<Vec<MemberLine>> {
        may_change(group)?;
        let rows = self.database().look_up(|| store::group_owners(self.database().pool(), group.id)).await?;
        rows.into_iter().map(MemberLine::try_from).collect()
    }

    /// The subject that typed text means: an e-mail address, or the name of a group that they may know of.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn meant_by(&self, text: &str) -> Result<Option<Member>> {
        Ok(self.all_meant_by(&[text.to_owned()]).await?.pop().flatten())
    }

    /// The same for many, in their order.
    ///
    /// # Errors
    /// As [`Self::meant_by`].
    pub async fn all_meant_by(&self, texts: &[String]) -> Result<Vec<Option<Member>>> {
        let emails: Vec<Email> = texts.iter().filter_map(|text| Email::parse(text)).collect();
        let people = people::subjects_at(self.database(), &emails).await?;
        let is_name = |text: &String| Member::parse(text.trim()).is_none() && Email::parse(text).is_none();
        let known = if texts.iter().any(is_name) { self.to_share_with().await? } else { Vec::new() };
        let group = |text: &str| {
            let key = group::key(text);
            known.iter().find(|(_, name)| group::key(name) == key).map(|(id, _)| Member::Group(*id))
        };
        let meant = |text: &String| match (Member::parse(text.trim()), Email::parse(text)) {
            (Some(member), _) => Some(member),
            (None, Some(email)) => people.get(&email).and_then(|subject| Member::parse(&subject.to_string())),
            (None, None) => group(text),
        };
        Ok(texts.iter().map(meant).collect())
    }

    fn database(&self) -> &Database {
        &self.groups.database
    }

    fn is_admin(&self) -> bool {
        self.person.is_none_or(is_admin)
    }

    /// As the tables name who changes something.
    fn key(&self) -> String {
        self.person.map_or_else(|| self.actor.request.clone(), Person::key)
    }

    /// `person:…`, and that with what the directory says of them.
    async fn names(&self) -> Result<(String, Vec<String>)> {
        match self.person {
            Some(person) => names(self.database(), person).await,
            None => Ok((String::new(), Vec::new())),
        }
    }

    async fn look(&self, only: Option<Uuid>) -> Result<Vec<Group>> {
        let (name, names) = self.names().await?;
        let asker = Asker { name: &name, names: &names, sees_all: self.is_admin() };
        let rows = self.database().look_up(|| store::groups(self.database().pool(), &asker, only)).await?;
        Ok(rows.into_iter().map(|row| self.group(row)).collect())
    }

    fn group(&self, row: GroupRow) -> Group {
        Group {
            id: row.id,
            name: row.name,
            description: row.description,
            is_listed: row.is_listed,
            created_at: row.created_at,
            members: row.members.unsigned_abs(),
            owners: row.owners.unsigned_abs(),
            may_change: row.is_owner || self.is_admin(),
            is_in_it: row.is_in_it,
        }
    }

    async fn changeable(&self, id: Uuid) -> Result<()> {
        may_change(&self.find(id).await?)
    }
}

/// What those of these groups are called that this person may know of: the listed ones and their own; administrators know all.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn known_to(database: &Database, person: &Person, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (name, names) = names(database, person).await?;
    let asker = Asker { name: &name, names: &names, sees_all: is_admin(person) };
    let rows = database.look_up(|| store::groups_to_share_with(database.pool(), &asker, Some(ids))).await?;
    Ok(rows.into_iter().map(|NamedGroup { id, name }| (id, name)).collect())
}

fn is_admin(person: &Person) -> bool {
    person.standing.role == Some(Role::Admin)
}

/// `person:…`, and that with what the directory says of them.
async fn names(database: &Database, person: &Person) -> Result<(String, Vec<String>)> {
    let key = person.key();
    let claims = person.standing.persona.map(personas::claims);
    let told = database.look_up(|| store::told_of(database.pool(), Some(&key), None, claims.as_deref())).await?;
    let name = Subject::Person(person.principal.user.clone()).to_string();
    let names = told.claims.into_iter().chain([name.clone()]).collect();
    Ok((name, names))
}

fn may_change(group: &Group) -> Result<()> {
    if group.may_change {
        return Ok(());
    }
    let log = format!("{}: who is in it does not own it", group.id);
    Err(Error::forbidden(text!("groups-may-not-change"), log))
}

impl TryFrom<MemberRow> for MemberLine {
    type Error = Error;

    fn try_from(row: MemberRow) -> Result<Self> {
        let member = Member::parse(&row.member)
            .ok_or_else(|| Error::internal(format!("a member that cannot be: {}", row.member)))?;
        let name = match &member {
            _ if !row.name.is_empty() => row.name,
            Member::Person(user) if row.email.is_empty() => user.subject.clone(),
            Member::Person(_) => row.email.clone(),
            Member::Address(email) => email.to_string(),
            Member::Group(id) => id.to_string(),
            Member::DirectoryGroup(id) => text!("groups-directory-group", name = id.as_str()),
            Member::AppRole(value) => text!("groups-app-role", name = value.as_str()),
        };
        Ok(Self { member, name, email: row.email, added_at: row.added_at, added_by: row.added_by })
    }
}
