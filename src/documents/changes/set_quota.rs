//! How many bytes a folder may hold.

use uuid::Uuid;

use super::{Expected, change::Lock};
use crate::{
    Error, Result,
    access::{ladder::Admin, level::Own},
    audit::Event,
    documents::{item::Item, service::Documents, store},
};

impl Documents {
    /// Sets how many bytes a folder and its descendants may hold, in current versions; `None`: no limit of its own.
    /// What it already holds stays, even if it is more.
    ///
    /// # Errors
    /// `NotFound`; `Changed` when the item is no longer as expected; `Invalid` for a document.
    pub async fn set_quota(&self, admin: &Admin, folder: Uuid, expected: Expected, quota: Option<u64>) -> Result<Item> {
        let column = quota.map(i64::try_from).transpose();
        let column = column.map_err(|_| Error::invalid(text!("quota-too-large"), "a quota over 2^63"))?;
        let mut change = self.begin_change(admin.person(), Lock::Changing(folder)).await?;
        let item = change.find::<Own>(folder).await?.into_inner();
        if !item.is_folder() {
            return Err(Error::invalid(text!("quota-of-document"), format!("{folder} is a document")));
        }
        expected.check(&item)?;
        if item.quota == quota {
            return Ok(item);
        }
        let (by, at) = (change.by.clone(), change.at);
        store::set_quota(change.connection(), folder, column, &by, at).await?;
        let altered = change.item(folder).await?;
        change.changed_in(altered.parent.unwrap_or(folder));
        change.record(Event::QuotaSet { item: folder, path: altered.path.clone(), bytes: quota }).await?;
        change.commit().await?;
        Ok(altered)
    }
}
