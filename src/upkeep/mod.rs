//! Whether the store holds what the database names, and nothing else for long: for operators, and at the start.

pub mod gc;
pub mod heal;
mod store;
pub mod store_identity;
pub mod verify;

use std::sync::Arc;

use crate::{clock::SharedClock, database::Database, entropy::SharedEntropy, storage::blobs::Blobs};

/// Maintenance of the store: whether it matches the database, what it has lost, what it holds unnecessarily.
pub struct Upkeep {
    database: Database,
    blobs: Arc<Blobs>,
    clock: SharedClock,
    entropy: SharedEntropy,
}

impl Upkeep {
    pub fn new(database: &Database, blobs: Arc<Blobs>, clock: &SharedClock, entropy: &SharedEntropy) -> Self {
        Self { database: database.clone(), blobs, clock: clock.clone(), entropy: entropy.clone() }
    }
}
