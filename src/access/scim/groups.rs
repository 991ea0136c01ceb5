//! The groups that the directory sends. Being in one is as if a token had said so.

use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Provisioner, Scim};
use crate::{
    Error, Result,
    access::{
        groups::MOST_MEMBERS,
        store::{self, NewScimGroup, ScimGroupRow},
    },
    audit::{Event, ScimEvent},
    database::notices::Topic,
    error::Facts,
};

/// A group, as the directory has sent it.
#[derive(Debug, Clone)]
pub struct DirectoryGroup {
    pub id: Uuid,
    /// Its object id there.
    pub external_id: Option<String>,
    pub display_name: String,
    pub made_at: OffsetDateTime,
    pub changed_at: OffsetDateTime,
}

/// A filter for groups; a field that is `None` does not filter.
#[derive(Debug, Default, Clone)]
pub struct WhichGroups {
    pub id: Option<Uuid>,
    pub display_name: Option<String>,
    pub external_id: Option<String>,
}

/// One thing that the directory changes of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupChange {
    DisplayName(String),
    ExternalId(Option<String>),
    Add(Vec<Uuid>),
    Remove(Vec<Uuid>),
    /// These and no others.
    Members(Vec<Uuid>),
}

/// What became of the members, as user keys.
#[derive(Default)]
struct Moved {
    added: Vec<String>,
    removed: Vec<String>,
}

impl Scim {
    /// Those that are meant, in the order in which they came.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn groups(
        &self,
        _: &Provisioner,
        which: &WhichGroups,
        offset: i64,
        most: i64,
    ) -> Result<Vec<DirectoryGroup>> {
        let name = which.display_name.as_deref().map(str::to_lowercase);
        let which = store::WhichGroups {
            id: which.id,
            display_name_key: name.as_deref(),
            external_id: which.external_id.as_deref(),
        };
        let rows = self.database.look_up(|| store::scim_groups(self.database.pool(), &which, offset, most)).await?;
        Ok(rows.into_iter().map(DirectoryGroup::from).collect())
    }

    /// How many there are.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn number_of_groups(&self, _: &Provisioner) -> Result<i64> {
        Ok(self.database.look_up(|| store::scim_counts(self.database.pool())).await?.groups)
    }

    /// # Errors
    /// `NotFound`.
    pub async fn group(&self, provisioner: &Provisioner, id: Uuid) -> Result<DirectoryGroup> {
        let which = WhichGroups { id: Some(id), ..WhichGroups::default() };
        self.groups(provisioner, &which, 0, 1).await?.pop().ok_or_else(|| none(id))
    }

    /// Who is in it: the id that the directory calls each by, and their userName.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn members(&self, _: &Provisioner, group: Uuid) -> Result<Vec<(Uuid, String)>> {
        let rows = self.database.look_up(|| store::scim_members(self.database.pool(), group)).await?;
        Ok(rows.into_iter().map(|row| (row.user_id, row.user_name)).collect())
    }

    /// Adds a group.
    ///
    /// # Errors
    /// `Conflict` for one that exists already, `Invalid` for members that do not exist.
    pub async fn add_group(
        &self,
        provisioner: &Provisioner,
        external_id: Option<&str>,
        display_name: &str,
        members: &[Uuid],
    ) -> Result<DirectoryGroup> {
        let (id, now) = (self.entropy.uuid(), self.clock.now());
        let name_key = display_name.to_lowercase();
        let group = NewScimGroup { id, external_id, display_name, display_name_key: &name_key };
        let mut transaction = self.database.begin().await?;
        if !store::add_scim_group(&mut transaction, &group, now).await? {
            return Err(taken());
        }
        let mut moved = Moved::default();
        self.add_members(&mut transaction, id, members, &mut moved).await?;
        self.settle_group(transaction, provisioner, id, moved, true).await
    }

    /// Changes a group, all or nothing.
    ///
    /// # Errors
    /// `NotFound`; as [`Scim::add_group`].
    pub async fn change_group(
        &self,
        provisioner: &Provisioner,
        id: Uuid,
        changes: Vec<GroupChange>,
    ) -> Result<DirectoryGroup> {
        let mut transaction = self.database.begin().await?;
        let before = store::lock_scim_group(&mut transaction, id).await?.ok_or_else(|| none(id))?;
        let (mut name, mut external_id) = (before.display_name.clone(), before.external_id.clone());
        let mut moved = Moved::default();
        for change in changes {
            match change {
                GroupChange::DisplayName(new) => name = new,
                GroupChange::ExternalId(new) => external_id = new,
                GroupChange::Add(ids) => self.add_members(&mut transaction, id, &ids, &mut moved).await?,
                GroupChange::Remove(ids) => {
                    moved.removed.extend(store::remove_scim_members(&mut transaction, id, &ids).await?);
                }
                GroupChange::Members(ids) => {
                    moved.removed.extend(store::remove_other_scim_members(&mut transaction, id, &ids).await?);
                    self.add_members(&mut transaction, id, &ids, &mut moved).await?;
                }
            }
        }
        let is_other = name != before.display_name || external_id != before.external_id;
        if is_other {
            let name_key = name.to_lowercase();
            let group = NewScimGroup {
                id,
                external_id: external_id.as_deref(),
                display_name: &name,
                display_name_key: &name_key,
            };
            if !store::set_scim_group(&mut transaction, &group, self.clock.now()).await? {
                return Err(taken());
            }
        }
        self.settle_group(transaction, provisioner, id, moved, is_other).await
    }

    /// Deletes a group; it has no members any more.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_group(&self, provisioner: &Provisioner, id: Uuid) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let group = store::lock_scim_group(&mut transaction, id).await?.ok_or_else(|| none(id))?;
        let members = store::scim_member_keys(&mut transaction, id).await?;
        store::delete_scim_group(&mut transaction, id).await?;
        store::push_claims(&mut transaction, &members, self.database.now()).await?;
        let event = Event::Scim(ScimEvent::GroupRemoved { claim: group.claim, name: group.display_name });
        self.audit.record(&mut transaction, provisioner.actor(), event).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Grants);
        Ok(transaction.commit().await?)
    }

    async fn add_members(
        &self,
        connection: &mut PgConnection,
        id: Uuid,
        ids: &[Uuid],
        moved: &mut Moved,
    ) -> Result<()> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let known = store::known_scim_users(&mut *connection, &ids).await?;
        if usize::try_from(known).ok() != Some(ids.len()) {
            return Err(refused(text!("scim-member-unknown"), "a member whom the directory has not sent"));
        }
        if ids.len() > MOST_MEMBERS {
            return Err(refused(text!("groups-too-many", most = MOST_MEMBERS), "a group with too many members"));
        }
        moved.added.extend(store::add_scim_members(connection, id, &ids).await?);
        Ok(())
    }

    /// Writes down who is in which groups now, and what happened.
    async fn settle_group(
        &self,
        mut transaction: Transaction<'static, Postgres>,
        provisioner: &Provisioner,
        id: Uuid,
        moved: Moved,
        is_other: bool,
    ) -> Result<DirectoryGroup> {
        let group = store::lock_scim_group(&mut transaction, id).await?.ok_or_else(|| none(id))?;
        let Moved { added, removed } = moved;
        if is_other || !added.is_empty() || !removed.is_empty() {
            // Another name may match another claim: it counts for all members.
            let mut keys = if is_other { store::scim_member_keys(&mut transaction, id).await? } else { added.clone() };
            keys.extend(removed.iter().cloned());
            keys.sort_unstable();
            keys.dedup();
            store::push_claims(&mut transaction, &keys, self.database.now()).await?;
            let (claim, name) = (group.claim.clone(), group.display_name.clone());
            let event = Event::Scim(ScimEvent::GroupSet { claim, name, added, removed });
            self.audit.record(&mut transaction, provisioner.actor(), event).await?;
        }
        let _told = self.database.notices().tell_at_the_end(Topic::Grants);
        transaction.commit().await?;
        Ok(DirectoryGroup::from(group))
    }
}

fn none(id: Uuid) -> Error {
    Error::not_found(format!("the directory has sent no group with the id {id}"))
}

fn refused(person: String, log: &str) -> Error {
    Error::invalid(person, log).with_facts(Facts { code: Some("invalidValue"), ..Facts::default() })
}

/// RFC 7644, section 3.3.
fn taken() -> Error {
    let facts = Facts { code: Some("uniqueness"), ..Facts::default() };
    Error::conflict(text!("scim-group-taken"), "a group of that external id is there").with_facts(facts)
}

impl From<ScimGroupRow> for DirectoryGroup {
    fn from(row: ScimGroupRow) -> Self {
        let ScimGroupRow { id, external_id, display_name, made_at, changed_at, .. } = row;
        Self { id, external_id, display_name, made_at, changed_at }
    }
}
