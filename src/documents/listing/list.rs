//! What lies in a folder, in order, part by part.

use moka::future::Cache;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    database::notices::Topic,
    documents::{
        document::Entry,
        item::ROOT,
        listing::line::{Line, Part},
        path::FolderPath,
        service::Documents,
        store::{self, Lines},
    },
};

/// A part of a folder, in the order of the list whichever way it was read.
#[derive(Debug, Clone)]
pub struct Listed {
    pub folder: Uuid,
    pub entries: Vec<Entry>,
    /// Of the first and of the last entry.
    pub ends: Option<(Line, Line)>,
    /// Whether there is more in the direction that was read.
    pub has_more: bool,
}

/// What lies in a folder itself, not below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub folders: usize,
    pub documents: usize,
    /// In current versions.
    pub bytes: u64,
}

/// By folder, with the epoch before the question.
pub type CountsCache = Cache<Uuid, (u64, Counts)>;

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

impl Documents {
    /// A part of the folder at a path.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn list(&self, _: &Reader, path: &FolderPath, part: &Part<'_>) -> Result<Listed> {
        let names: Vec<String> = path.names().map(str::to_owned).collect();
        self.part(ROOT, &names, part).await
    }

    /// A part of a folder that this person may see.
    ///
    /// # Errors
    /// `NotFound` when there is no such folder any more; `Unavailable` when the database is away.
    pub async fn list_of(&self, folder: Uuid, part: &Part<'_>) -> Result<Listed> {
        self.part(folder, &[], part).await
    }

    async fn part(&self, from: Uuid, names: &[String], part: &Part<'_>) -> Result<Listed> {
        // One more tells whether there is more.
        let asked = Part { limit: part.limit + 1, ..*part };
        let found = store::part(&self.database, from, names, &asked).await?;
        let Lines { folder, mut lines } = found.ok_or_else(|| Error::not_found("no such folder"))?;
        let limit = usize::try_from(part.limit).unwrap_or_default();
        let has_more = lines.len() > limit;
        lines.truncate(limit);
        if part.backward {
            lines.reverse();
        }
        let (entries, lines): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        let ends = lines.first().cloned().zip(lines.into_iter().next_back());
        Ok(Listed { folder, entries, ends, has_more })
    }

    /// How much lies in a folder itself.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn counts(&self, reader: &Reader, folder: Uuid) -> Result<Counts> {
        let notices = self.database.notices();
        let epoch = notices.epoch(Topic::Documents);
        if !reader.person().has_just_changed
            && notices.live()
            && let Some((known_at, counts)) = self.counts.get(&folder).await
            && notices.is_fresh(folder, known_at)
        {
            return Ok(counts);
        }
        let counts = self.database.look_up(|| store::counts(self.database.pool(), folder)).await??;
        self.counts.insert(folder, (epoch, counts)).await;
        Ok(counts)
    }
}
