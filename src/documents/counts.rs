//! How many entries a folder contains directly.

use std::sync::Arc;

use moka::future::Cache;
use uuid::Uuid;

use crate::{
    access::subjects::Subjects,
    documents::{document::Entry, epoch::Epoch},
};

/// The direct entries of a folder, without those further below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub folders: usize,
    pub documents: usize,
    /// In current versions.
    pub bytes: u64,
}

/// By folder, with the epoch before the question.
pub type CountsCache = Cache<(Uuid, Arc<Subjects>), (Epoch, Counts)>;

pub fn counts_cache() -> CountsCache {
    Cache::new(10_000)
}

impl Counts {
    pub fn of(entries: &[Entry]) -> Self {
        let folders = entries.iter().filter(|entry| entry.is_folder()).count();
        let bytes = entries.iter().filter_map(Entry::size).sum();
        Self { folders, documents: entries.len() - folders, bytes }
    }

    pub fn entries(&self) -> usize {
        self.folders + self.documents
    }
}
