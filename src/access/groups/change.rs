//! Changes of groups. Each is one transaction with its row in the record, and counts with the next request on every copy.

use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{DEEPEST, GroupName, GroupsFor, MOST_MEMBERS, Member};
use crate::{
    Error, Result,
    access::{people, store, subjects::Subject},
    audit::Event,
    database::notices::Topic,
};

impl GroupsFor<'_> {
    /// Makes one; a person who does owns it.
    ///
    /// # Errors
    /// `Forbidden`; `Conflict` for a name that another one has.
    pub async fn make(&self, name: &GroupName) -> Result<Uuid> {
        if !self.may_make() {
            return Err(Error::forbidden(text!("groups-may-not-make"), "who owns nothing makes no groups"));
        }
        let id = self.groups.entropy.uuid();
        let mut change = self.begin().await?;
        if !store::make_group(&mut change.transaction, id, name, &self.key(), change.at).await? {
            return Err(taken());
        }
        if let Some(person) = self.person {
            people::remember(&mut *change.transaction, &person.principal, change.at).await?;
            let owner = Subject::Person(person.principal.user.clone()).to_string();
            store::add_owner(&mut change.transaction, id, &owner, &self.key(), change.at).await?;
        }
        self.end(change, Event::GroupMade { group: id, name: name.name.clone() }).await?;
        Ok(id)
    }

    /// Calls it otherwise.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who may not change it; `Conflict` for a name that another one has.
    pub async fn describe(&self, id: Uuid, name: &GroupName) -> Result<()> {
        let (mut change, before) = self.begin_with(id).await?;
        if !store::describe_group(&mut change.transaction, id, name).await? {
            return Err(taken());
        }
        self.end(change, Event::GroupDescribed { group: id, before, name: name.name.clone() }).await
    }

    /// Deletes it, and the grants to it. Returns how many grants that were.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who may not change it.
    pub async fn delete(&self, id: Uuid) -> Result<i64> {
        let (mut change, name) = self.begin_with(id).await?;
        let grants = store::delete_group(&mut change.transaction, id).await?;
        self.end(change, Event::GroupDeleted { group: id, name, grants }).await?;
        Ok(grants)
    }

    /// Adds members; returns how many were not in it before.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who may not change it; `Invalid` for groups that would contain themselves or
    /// be nested too deeply, for ones that do not exist, and for too many.
    pub async fn add(&self, id: Uuid, members: &[Member]) -> Result<usize> {
        self.put(id, members, false).await.map(|(added, _)| added)
    }

    /// Makes these the members, and no others; says how many came, and how many went.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub async fn replace(&self, id: Uuid, members: &[Member]) -> Result<(usize, usize)> {
        self.put(id, members, true).await
    }

    async fn put(&self, id: Uuid, members: &[Member], alone: bool) -> Result<(usize, usize)> {
        let (mut change, name) = self.begin_with(id).await?;
        let spelled: Vec<String> = members.iter().map(ToString::to_string).collect();
        let removed =
            if alone { store::remove_other_members(&mut change.transaction, id, &spelled).await? } else { Vec::new() };
        for member in members {
            if let Member::Group(inner) = member {
                self.may_nest(&mut change, id, *inner).await?;
            }
        }
        let by = self.key();
        let added = store::add_members(&mut change.transaction, id, &spelled, &by, change.at).await?;
        let now = store::count_members(&mut change.transaction, id).await?;
        if usize::try_from(now).is_ok_and(|now| now > MOST_MEMBERS) {
            return Err(Error::invalid(text!("groups-too-many", most = MOST_MEMBERS), "a group with too many members"));
        }
        let counts = (added.len(), removed.len());
        if counts != (0, 0) {
            self.end(change, Event::GroupMembersChanged { group: id, name, added, removed }).await?;
        }
        Ok(counts)
    }

    /// Takes a member out; says whether they were in it.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who may not change it.
    pub async fn remove(&self, id: Uuid, member: &Member) -> Result<bool> {
        let (mut change, name) = self.begin_with(id).await?;
        let removed = store::remove_members(&mut change.transaction, id, &[member.to_string()]).await?;
        if removed.is_empty() {
            return Ok(false);
        }
        self.end(change, Event::GroupMembersChanged { group: id, name, added: Vec::new(), removed }).await?;
        Ok(true)
    }

    /// Makes a person, or the person who signs in with an address, an owner. Returns whether they were not one
    /// before.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who may not change it.
    pub async fn add_owner(&self, id: Uuid, owner: &Subject) -> Result<bool> {
        self.set_owner(id, owner, true).await
    }

    /// The reverse. Without owners a group is left to administrators.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who may not change it.
    pub async fn remove_owner(&self, id: Uuid, owner: &Subject) -> Result<bool> {
        self.set_owner(id, owner, false).await
    }

    async fn set_owner(&self, id: Uuid, owner: &Subject, owns: bool) -> Result<bool> {
        if !matches!(owner, Subject::Person(_) | Subject::Address(_)) {
            return Err(Error::invalid(text!("groups-owner-is-a-person"), "an owner that is no person"));
        }
        let (mut change, name) = self.begin_with(id).await?;
        let owner = owner.to_string();
        let is_new = if owns {
            store::add_owner(&mut change.transaction, id, &owner, &self.key(), change.at).await?
        } else {
            store::remove_owner(&mut change.transaction, id, &owner).await?
        };
        if is_new {
            self.end(change, Event::GroupOwnerChanged { group: id, name, owner, owns }).await?;
        }
        Ok(is_new)
    }

    async fn begin(&self) -> Result<Change> {
        let transaction = self.database().begin().await?;
        Ok(Change { transaction, at: self.groups.clock.now() })
    }

    /// Begins a change of one group, and returns its name.
    async fn begin_with(&self, id: Uuid) -> Result<(Change, String)> {
        self.changeable(id).await?;
        let mut change = self.begin().await?;
        let name = store::lock_group(&mut change.transaction, id).await?;
        let name = name.ok_or_else(|| Error::not_found(format!("group {id} was deleted")))?;
        Ok((change, name))
    }

    async fn may_nest(&self, change: &mut Change, group: Uuid, inner: Uuid) -> Result<()> {
        store::lock_nesting(&mut change.transaction).await?;
        hold(&mut change.transaction, inner).await?;
        let nesting = store::nesting(&mut change.transaction, group, inner).await?;
        if nesting.closes_a_circle {
            return Err(Error::invalid(text!("groups-circle"), format!("{group} lies in {inner}")));
        }
        if nesting.depth > DEEPEST {
            return Err(Error::invalid(text!("groups-too-deep", most = DEEPEST), "groups in groups in groups"));
        }
        Ok(())
    }

    async fn end(&self, mut change: Change, event: Event) -> Result<()> {
        self.groups.audit.record(&mut change.transaction, &self.actor, event).await?;
        let _told = self.database().notices().tell_at_the_end(Topic::Grants);
        Ok(change.transaction.commit().await?)
    }
}

struct Change {
    transaction: Transaction<'static, Postgres>,
    at: OffsetDateTime,
}

fn taken() -> Error {
    Error::conflict(text!("groups-name-taken"), "a group of that name is there")
}

/// Keeps a group from being deleted until the transaction ends.
///
/// # Errors
/// `Invalid` for one that is not there.
pub async fn hold(connection: &mut PgConnection, id: Uuid) -> Result<()> {
    if store::hold_group(connection, id).await? {
        return Ok(());
    }
    Err(Error::invalid(text!("groups-not-there"), format!("no group {id}")))
}
