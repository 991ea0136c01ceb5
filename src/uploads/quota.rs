//! What is announced counts against the quotas of folders and people as if it were there already.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Result,
    access::ladder::Editor,
    documents::changes::quota_check::{PersonUse, person_admits},
    uploads::{
        service::Uploads,
        store::{self, For},
    },
};

impl Uploads {
    /// How many bytes a folder and a person have left after everything that is announced. Until the transaction ends,
    /// others who add there wait.
    ///
    /// # Errors
    /// `Full` when that is less than `at_least`.
    pub(super) async fn quota_left(
        &self,
        connection: &mut PgConnection,
        owner: &str,
        folder: Uuid,
        at_least: u64,
    ) -> Result<u64> {
        let (mut left, now) = (u64::MAX, self.database.now());
        if let Some(PersonUse { most, stored }) = self.documents.hold_person_use(connection, owner).await? {
            let used = stored.saturating_add(store::announced_by(&mut *connection, owner, now).await?);
            person_admits(most, used, at_least)?;
            left = most.saturating_sub(used);
        }
        for mut quota in self.documents.hold_quotas(connection, folder).await? {
            let to = For { owner, most_of_others: quota.most.saturating_sub(quota.used) / 2, now };
            let announced = store::announced_below(&mut *connection, quota.folder, to).await?;
            quota.used = quota.used.saturating_add(announced);
            quota.admits(at_least)?;
            left = left.min(quota.most.saturating_sub(quota.used));
        }
        Ok(left)
    }

    /// How many bytes a person has added and announced, and how many they may; `None`: as many as they like.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn own_quota(&self, editor: &Editor) -> Result<Option<(u64, u64)>> {
        let (pool, owner) = (self.database.pool(), editor.person().key());
        let Some(PersonUse { most, stored }) = self.documents.person_use(pool, &owner).await? else { return Ok(None) };
        let announced = store::announced_by(pool, &owner, self.database.now()).await?;
        Ok(Some((stored.saturating_add(announced), most)))
    }
}
