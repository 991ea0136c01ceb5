//! The total size of each subfolder of a folder, at any depth. It takes one query over all descendants, which is too
//! slow to keep a page waiting over a hundred thousand documents, so the page asks for it afterwards, and the answer
//! is cached. While things keep changing, the answer may be as old as twenty times the time that the query took: so
//! this query keeps a connection busy for at most a twentieth of the time for each folder, and small folders are
//! practically exact.

use std::{collections::HashMap, sync::Arc};

use moka::future::Cache;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{access::subjects::Subjects, database::notices::Notices, documents::epoch::Epoch};

/// Bytes by folder.
pub type FolderSizes = HashMap<Uuid, u64>;

/// A folder, as these people see it.
pub type SizesOf = (Uuid, Arc<Subjects>);

/// The maximum age of an answer, as a multiple of the time that its query took.
const BELIEVED_FOR: i32 = 20;

/// The maximum age when no change was announced.
const AT_MOST: Duration = Duration::minutes(1);

/// What was found out.
#[derive(Clone)]
pub struct KnownSizes {
    pub sizes: Arc<FolderSizes>,
    /// As it was before the question.
    pub epoch: Epoch,
    pub asked_at: OffsetDateTime,
    pub answered_at: OffsetDateTime,
}

pub type SizesCache = Cache<SizesOf, KnownSizes>;

pub fn sizes_cache() -> SizesCache {
    Cache::builder().max_capacity(1000).build()
}

impl KnownSizes {
    /// Whether a cached answer is still fresh enough.
    pub fn is_good(&self, notices: &Notices, epoch: Epoch, now: OffsetDateTime) -> bool {
        let age = now - self.answered_at;
        let believed_for =
            if self.epoch == epoch { AT_MOST } else { (self.answered_at - self.asked_at) * BELIEVED_FOR };
        self.epoch.has_same_grants(notices) && (Duration::ZERO..believed_for.min(AT_MOST)).contains(&age)
    }
}
