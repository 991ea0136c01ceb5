//! How large an archive will be, for the page that offers it.

use crate::texts::size::Size;
use std::{fmt, time::Duration};

use moka::future::Cache;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    database::notices::Topic,
    documents::item::ROOT,
    downloads::zip::service::{Archives, ENOUGH_ROWS, MOST_ENTRIES},
};

/// What an archive will hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Folders and documents.
    pub entries: u64,
    pub documents: u64,
    /// Of the documents; the archive is a little longer.
    pub bytes: u64,
}

/// Keyed by folder and by the epoch before the query: after a change the old entry is not used any more.
pub type PlanCache = Cache<(Uuid, u64), Plan>;

pub fn plan_cache() -> PlanCache {
    Cache::builder().max_capacity(1000).time_to_live(Duration::from_mins(1)).build()
}

impl Plan {
    /// Whether it is more than an archive takes.
    pub fn is_too_large(&self) -> bool {
        self.entries > u64::from(MOST_ENTRIES)
    }
}

/// `214 documents, 2.3 GB`.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text!("summary-documents", documents = self.documents, size = Size(self.bytes).to_string()))
    }
}

impl Archives {
    /// The size of an archive of these items.
    ///
    /// # Errors
    /// `NotFound` when none of them exists; `Unavailable` when the database is away.
    pub async fn plan(&self, reader: &Reader, ids: &[Uuid]) -> Result<Plan> {
        let notices = self.database.notices();
        let key = match ids {
            [one] if notices.live() => Some((*one, notices.epoch(Topic::Documents))),
            _ => None,
        };
        if !reader.person().has_just_changed
            && let Some(key) = &key
            && let Some(plan) = self.plans.get(key).await
        {
            return Ok(plan);
        }
        let size = self.documents.tree_size(reader, ids, ENOUGH_ROWS).await?;
        if size.nodes == 0 {
            return Err(Error::not_found("nothing of what an archive is to hold is there"));
        }
        let entries = size.nodes - u64::from(ids.contains(&ROOT));
        let plan = Plan { entries, documents: size.documents, bytes: size.bytes };
        if let Some(key) = key {
            self.plans.insert(key, plan).await;
        }
        Ok(plan)
    }
}
