//! How much lies in each folder of a folder, however deep. One query over everything below: too slow to keep a page
//! waiting over a hundred thousand documents, so the page asks for it afterwards, and it is kept. While things change all
//! the time, it may be as old as twenty times the time it took: so this query never keeps more than a twentieth of a
//! connection busy for each folder, and small folders are as good as exact.

use std::{collections::HashMap, sync::Arc};

use moka::future::Cache;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{access::subjects::Subjects, database::notices::Notices, documents::epoch::Epoch};

/// Bytes by folder.
pub type FolderSizes = HashMap<Uuid, u64>;

/// A folder, as these people see it.
pub type SizesOf = (Uuid, Arc<Subjects>);

/// How many times as long as it took to find out.
const BELIEVED_FOR: i32 = 20;

/// Whatever is not heard of a change.
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
    /// Whether it is still told.
    pub fn is_good(&self, notices: &Notices, epoch: Epoch, now: OffsetDateTime) -> bool {
        let age = now - self.answered_at;
        let believed_for =
            if self.epoch == epoch { AT_MOST } else { (self.answered_at - self.asked_at) * BELIEVED_FOR };
        self.epoch.has_same_grants(notices) && (Duration::ZERO..believed_for.min(AT_MOST)).contains(&age)
    }
}
