//! What lies in a folder, in order. A long folder is read page by page in quick succession, so its list is held for
//! that while, unless something changes.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;

use crate::{
    Error, Result,
    access::ladder::Reader,
    database::notices::Topic,
    documents::{
        document::Listed,
        listing::{page::PAGE, sort::Sort},
        path::FolderPath,
        service::Documents,
        store,
    },
};

/// Held lists, by the epoch before the question: after a change nobody asks for the old one again.
pub type LongFolders = Cache<(FolderPath, Sort, u64), Arc<Listed>>;

/// So many entries are held, of all folders together.
const HELD: u64 = 100_000;

pub fn long_folders() -> LongFolders {
    Cache::builder()
        .weigher(|_, listed: &Arc<Listed>| u32::try_from(listed.entries.len()).unwrap_or(u32::MAX))
        .max_capacity(HELD)
        .time_to_live(Duration::from_secs(30))
        .build()
}

impl Documents {
    /// What lies in this folder.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn list(&self, _: &Reader, path: &FolderPath, sort: Sort) -> Result<Arc<Listed>> {
        let notices = self.database.notices();
        let key = (path.clone(), sort, notices.epoch(Topic::Documents));
        if notices.live()
            && let Some(listed) = self.long_folders.get(&key).await
        {
            return Ok(listed);
        }
        let listed = store::list(&self.database, path).await?;
        let mut listed = listed.ok_or_else(|| Error::not_found("no such folder"))?;
        sort.arrange(&mut listed.entries);
        let listed = Arc::new(listed);
        if listed.entries.len() > PAGE {
            self.long_folders.insert(key, listed.clone()).await;
        }
        Ok(listed)
    }
}
