//! When a fact about the tree was read: a cached answer counts until a name, a place or a grant changes.

use uuid::Uuid;

use crate::database::notices::{Notices, Topic};

/// Read before the database is queried, so that a change in between makes the answer stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    documents: u64,
    grants: u64,
}

impl Epoch {
    pub fn now(notices: &Notices) -> Self {
        Self { documents: notices.epoch(Topic::Documents), grants: notices.epoch(Topic::Grants) }
    }

    /// Whether the folder's contents, its place, and who may see it are unchanged.
    pub fn is_fresh(self, notices: &Notices, folder: Uuid) -> bool {
        self.has_same_grants(notices) && notices.is_fresh(folder, self.documents)
    }

    /// The same as far as is known, while the database cannot be queried.
    pub fn stands(self, notices: &Notices, folder: Uuid) -> bool {
        notices.stands(Topic::Grants, self.grants) && notices.folder_stands(folder, self.documents)
    }

    pub fn has_same_grants(self, notices: &Notices) -> bool {
        notices.epoch(Topic::Grants) == self.grants
    }
}
