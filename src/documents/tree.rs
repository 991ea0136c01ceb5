//! All descendants of some folders, at one moment.

use uuid::Uuid;

pub use crate::documents::store::{TreeNode, TreeSize};
use crate::{
    Result,
    access::ladder::Reader,
    documents::{service::Documents, store},
};

impl Documents {
    /// These items and all their visible descendants, each once, parents before their children; at most `most`.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn tree(&self, reader: &Reader, ids: &[Uuid], most: i64) -> Result<Vec<TreeNode>> {
        let subjects = reader.person().subjects();
        self.database.look_up(|| store::tree(self.database.pool(), ids, most, subjects)).await?
    }

    /// How much that is.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn tree_size(&self, reader: &Reader, ids: &[Uuid], most: i64) -> Result<TreeSize> {
        let subjects = reader.person().subjects();
        self.database.look_up(|| store::tree_size(self.database.pool(), ids, most, subjects)).await?
    }

    /// Whether they may still see all of these that are there or in the trash.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn all_in_sight(&self, reader: &Reader, ids: &[Uuid]) -> Result<bool> {
        let subjects = reader.person().subjects();
        self.database.look_up(|| store::all_in_sight(self.database.pool(), ids, subjects)).await
    }
}
