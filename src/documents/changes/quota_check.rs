//! How much a folder may hold, and how much a person may add.

use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

pub use crate::documents::store::Quota;
use crate::{
    Error, Result,
    documents::{service::Documents, store},
    texts::size::Size,
};

impl Quota {
    /// # Errors
    /// `Full` when `more` bytes are too many.
    pub fn admits(&self, more: u64) -> Result<()> {
        if more == 0 || self.used.saturating_add(more) <= self.most {
            return Ok(());
        }
        let name = if self.name.is_empty() { text!("root-folder") } else { self.name.clone() };
        Err(Error::full(
            text!("quota-full", name = name, most = Size(self.most).to_string()),
            format!("the quota of folder {} is used up: {} and {more} more", self.folder, self.used),
        ))
    }
}

/// For every transaction that makes a folder hold more: called at its end, when the new rows count already. An item
/// moved `from` another folder counted already for their common ancestors.
///
/// # Errors
/// `Full` when the folder, or one above it, now holds more than it may.
pub async fn check_quota(connection: &mut PgConnection, folder: Uuid, from: Option<Uuid>) -> Result<()> {
    for quota in store::quotas(connection, folder).await? {
        if let Some(from) = from
            && store::is_within(connection, from, quota.folder).await?
        {
            continue;
        }
        let (used, more) = (0, quota.used);
        Quota { used, ..quota }.admits(more)?;
    }
    Ok(())
}

/// # Errors
/// `Full` when a person who has added `used` bytes may not add `more`.
pub fn person_admits(most: u64, used: u64, more: u64) -> Result<()> {
    if more == 0 || used.saturating_add(more) <= most {
        return Ok(());
    }
    let log = format!("more than PERSON_QUOTA: {used} bytes and {more} more");
    Err(Error::full(text!("person-quota-full", most = Size(most).to_string()), log))
}

/// How many bytes a person may add in all, and how many they have added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonUse {
    pub most: u64,
    pub stored: u64,
}

impl Documents {
    /// What one person may add; `None`: as much as they like.
    ///
    /// # Errors
    /// As the database.
    pub async fn person_use(&self, executor: impl PgExecutor<'_>, person: &str) -> Result<Option<PersonUse>> {
        let Some(most) = self.each_person else { return Ok(None) };
        Ok(Some(PersonUse { most, stored: store::stored_by(executor, person).await? }))
    }

    /// The same, in a transaction: until it ends, others who add for the same person wait. Call it before
    /// [`Self::hold_quotas`] in every transaction, so that there are no deadlocks.
    ///
    /// # Errors
    /// As the database.
    pub async fn hold_person_use(&self, connection: &mut PgConnection, person: &str) -> Result<Option<PersonUse>> {
        if self.each_person.is_some() {
            store::hold_person(connection, person).await?;
        }
        self.person_use(connection, person).await
    }

    /// Every quota that limits a folder: its own and those of its ancestors; until the transaction ends, others who
    /// add there wait.
    ///
    /// # Errors
    /// As the database.
    pub async fn hold_quotas(&self, connection: &mut PgConnection, folder: Uuid) -> Result<Vec<Quota>> {
        store::quotas(connection, folder).await
    }
}
