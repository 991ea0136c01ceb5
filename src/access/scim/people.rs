//! The people whom the directory provisions. Those who are not active have no access: their sessions end, and their
//! grants do not count until the directory enables them again. What they have stays, so that it can be handed over.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Provisioner, Scim};
use crate::{
    Error, Result,
    access::store::{self, NewScimUser, ScimUserRow},
    audit::{Event, ScimEvent},
    database::notices::Topic,
    error::Facts,
    identity::principal::UserKey,
};

/// Somebody, as the directory has sent them.
#[derive(Debug, Clone)]
pub struct DirectoryPerson {
    pub id: Uuid,
    /// A JSON object, without `id` and `meta`.
    pub resource: String,
    pub made_at: OffsetDateTime,
    pub changed_at: OffsetDateTime,
}

/// The directory's current data about a person.
#[derive(Debug, Clone)]
pub struct PersonState {
    pub user_name: String,
    /// As it is compared: lower case.
    pub user_name_key: String,
    /// What the person signs in with, too: the object id at Entra, the subject elsewhere.
    pub external_id: String,
    pub is_active: bool,
    /// A JSON object: everything, as it will be given back.
    pub resource: String,
}

/// A filter for people; a field that is `None` does not filter.
#[derive(Debug, Default, Clone)]
pub struct WhichPeople {
    pub id: Option<Uuid>,
    pub user_name: Option<String>,
    pub external_id: Option<String>,
}

impl Scim {
    /// Those who are meant, in the order in which they came.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn people(
        &self,
        _: &Provisioner,
        which: &WhichPeople,
        offset: i64,
        most: i64,
    ) -> Result<Vec<DirectoryPerson>> {
        let user_name = which.user_name.as_deref().map(str::to_lowercase);
        let key = which.external_id.as_deref().map(|id| self.key(id).unwrap_or_default());
        let which = store::WhichUsers { id: which.id, user_name_key: user_name.as_deref(), user_key: key.as_deref() };
        let rows = self.database.look_up(|| store::scim_users(self.database.pool(), &which, offset, most)).await?;
        Ok(rows.into_iter().map(DirectoryPerson::from).collect())
    }

    /// How many there are.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn number_of_people(&self, _: &Provisioner) -> Result<i64> {
        Ok(self.database.look_up(|| store::scim_counts(self.database.pool())).await?.users)
    }

    /// # Errors
    /// `NotFound`.
    pub async fn person(&self, provisioner: &Provisioner, id: Uuid) -> Result<DirectoryPerson> {
        let which = WhichPeople { id: Some(id), ..WhichPeople::default() };
        self.people(provisioner, &which, 0, 1).await?.pop().ok_or_else(|| nobody(id))
    }

    /// Adds a person.
    ///
    /// # Errors
    /// `Conflict` for a name or a person that exists already; `Invalid` for an external id that nobody can sign in
    /// with.
    pub async fn add_person(&self, provisioner: &Provisioner, state: &PersonState) -> Result<DirectoryPerson> {
        let (id, now) = (self.entropy.uuid(), self.clock.now());
        let key = self.key(&state.external_id)?;
        let mut transaction = self.database.begin().await?;
        if !store::add_scim_user(&mut transaction, &row(id, &key, state), now).await? {
            return Err(taken());
        }
        self.settle(&mut transaction, provisioner, &[key], state.is_active).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Grants);
        transaction.commit().await?;
        self.end_sessions_unless(state.is_active, &self.key(&state.external_id)?, provisioner).await?;
        self.person(provisioner, id).await
    }

    /// Replaces a person's data by what `change` makes of it. Nobody else changes them meanwhile.
    ///
    /// # Errors
    /// `NotFound`; as `change`, and as [`Scim::add_person`].
    pub async fn change_person(
        &self,
        provisioner: &Provisioner,
        id: Uuid,
        change: impl FnOnce(&str) -> Result<PersonState>,
    ) -> Result<DirectoryPerson> {
        let now = self.clock.now();
        let mut transaction = self.database.begin().await?;
        let before = store::lock_scim_user(&mut transaction, id).await?.ok_or_else(|| nobody(id))?;
        let state = change(&before.resource)?;
        let key = self.key(&state.external_id)?;
        let is_other = before.is_active != state.is_active || before.user_key != key;
        if !store::set_scim_user(&mut transaction, &row(id, &key, &state), now).await? {
            return Err(taken());
        }
        if is_other {
            self.settle(&mut transaction, provisioner, &[before.user_key, key.clone()], state.is_active).await?;
        }
        let _told = is_other.then(|| self.database.notices().tell_at_the_end(Topic::Grants));
        transaction.commit().await?;
        self.end_sessions_unless(state.is_active, &key, provisioner).await?;
        self.person(provisioner, id).await
    }

    /// Deletes the data about a person; they lose access.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_person(&self, provisioner: &Provisioner, id: Uuid) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let before = store::lock_scim_user(&mut transaction, id).await?.ok_or_else(|| nobody(id))?;
        store::delete_scim_user(&mut transaction, id, self.clock.now()).await?;
        store::push_claims(&mut transaction, std::slice::from_ref(&before.user_key), self.database.now()).await?;
        let event = Event::Scim(ScimEvent::PersonRemoved { person: before.user_key.clone() });
        self.audit.record(&mut transaction, provisioner.actor(), event).await?;
        let _told = self.database.notices().tell_at_the_end(Topic::Grants);
        transaction.commit().await?;
        self.end_sessions_unless(false, &before.user_key, provisioner).await
    }

    /// Writes into the record what people are now, and which groups they are in. `keys`: the last is theirs now.
    async fn settle(
        &self,
        transaction: &mut PgConnection,
        provisioner: &Provisioner,
        keys: &[String],
        is_active: bool,
    ) -> Result<()> {
        store::push_claims(&mut *transaction, keys, self.database.now()).await?;
        let Some(person) = keys.last().cloned() else { return Ok(()) };
        let event = Event::Scim(ScimEvent::PersonSet { person, is_active });
        self.audit.record(transaction, provisioner.actor(), event).await
    }

    /// Even if they were known to be inactive: a directory that got no answer repeats the request.
    async fn end_sessions_unless(&self, is_active: bool, key: &str, provisioner: &Provisioner) -> Result<()> {
        if !is_active {
            self.sessions.end_all(key, None, provisioner.actor()).await?;
        }
        Ok(())
    }

    /// The key of the person who signs in with this id.
    fn key(&self, external_id: &str) -> Result<String> {
        let is_printable =
            !external_id.is_empty() && external_id.len() <= 255 && !external_id.contains(char::is_control);
        let id = if self.realm.is_entra {
            Uuid::parse_str(external_id).ok().map(|id| id.hyphenated().to_string())
        } else {
            is_printable.then(|| external_id.to_owned())
        };
        let id = id.ok_or_else(|| {
            let facts = Facts { code: Some("invalidValue"), ..Facts::default() };
            Error::invalid(text!("scim-external-id"), "an externalId that nobody signs in with").with_facts(facts)
        })?;
        Ok(UserKey::new(self.realm.name.as_str(), id).to_string())
    }
}

fn row<'a>(id: Uuid, user_key: &'a str, state: &'a PersonState) -> NewScimUser<'a> {
    NewScimUser {
        id,
        user_key,
        user_name: &state.user_name,
        user_name_key: &state.user_name_key,
        is_active: state.is_active,
        resource: &state.resource,
    }
}

fn nobody(id: Uuid) -> Error {
    Error::not_found(format!("the directory has sent nobody with the id {id}"))
}

/// RFC 7644, section 3.3.
fn taken() -> Error {
    let facts = Facts { code: Some("uniqueness"), ..Facts::default() };
    Error::conflict(text!("scim-person-taken"), "somebody of that name or external id is there").with_facts(facts)
}

impl From<ScimUserRow> for DirectoryPerson {
    fn from(row: ScimUserRow) -> Self {
        Self { id: row.id, resource: row.resource, made_at: row.made_at, changed_at: row.changed_at }
    }
}
