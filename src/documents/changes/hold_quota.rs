//! How much a folder may hold, and how much a person may add.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{
        service::Documents,
        store::{self, For, Quota},
    },
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

/// For every transaction by which a folder holds more: asked at its end, when the new rows count already. What was moved
/// `from` another folder had to fit into those above both already.
///
/// # Errors
/// `Full` when the folder, or one above it, now holds more than it may.
pub async fn hold_quota(connection: &mut PgConnection, folder: Uuid, from: Option<Uuid>) -> Result<()> {
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

impl Documents {
    /// How many bytes a folder and a person may have more, beside what is announced.
    ///
    /// # Errors
    /// `Full` when that is less than `at_least`.
    pub async fn room_beside_announced(
        &self,
        connection: &mut PgConnection,
        owner: &str,
        folder: Uuid,
        at_least: u64,
    ) -> Result<u64> {
        let (mut left, now) = (u64::MAX, self.database.now());
        if let Some(most) = self.each_person {
            store::hold_person(connection, owner).await?;
            let stored = store::stored_by(&mut *connection, owner).await?;
            let used = stored.saturating_add(store::announced_by(&mut *connection, owner, now).await?);
            person_admits(most, used, at_least)?;
            left = most.saturating_sub(used);
        }
        for mut quota in store::quotas(connection, folder).await? {
            let to = For { owner, most_of_others: quota.most.saturating_sub(quota.used) / 2, now };
            let announced = store::announced_below(&mut *connection, quota.folder, to).await?;
            quota.used = quota.used.saturating_add(announced);
            quota.admits(at_least)?;
            left = left.min(quota.most.saturating_sub(quota.used));
        }
        Ok(left)
    }
}
