//! The entries of a folder, sorted, page by page.

use std::sync::Arc;

use moka::{Entry as Kept, ops::compute::Op};
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Reader, level::Level, subjects::Subjects},
    documents::{
        counts::Counts,
        document::Entry,
        epoch::Epoch,
        folder_sizes::{FolderSizes, KnownSizes, SizesOf},
        item::ROOT,
        line::{Line, Part},
        path::FolderPath,
        service::Documents,
        store::{self, Lines},
    },
    storage::row::bytes,
};

/// A part of a folder, in the order of the list whichever way it was read.
#[derive(Debug, Clone)]
pub struct Listed {
    pub folder: Uuid,
    /// What may be done with the folder; `None`: it may only be passed through, and shows nothing of itself.
    pub level: Option<Level>,
    pub entries: Vec<Entry>,
    /// Of the first and of the last entry.
    pub ends: Option<(Line, Line)>,
    /// Whether there is more in the direction that was read.
    pub has_more: bool,
}

impl Documents {
    /// A part of the folder at a path.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn list(&self, reader: &Reader, path: &FolderPath, part: &Part<'_>) -> Result<Listed> {
        let names: Vec<String> = path.names().map(str::to_owned).collect();
        self.part(&reader.person().standing.subjects, ROOT, &names, part).await
    }

    /// A page of a folder that this person may see.
    ///
    /// # Errors
    /// `NotFound` when the folder no longer exists; `Unavailable` when the database is away.
    pub async fn list_of(&self, subjects: &Subjects, folder: Uuid, part: &Part<'_>) -> Result<Listed> {
        self.part(subjects, folder, &[], part).await
    }

    async fn part(&self, subjects: &Subjects, from: Uuid, names: &[String], part: &Part<'_>) -> Result<Listed> {
        // One more than the page, to know whether there is a next one.
        let asked = Part { limit: part.limit + 1, ..*part };
        let found = store::part(&self.database, from, names, &asked, subjects.names()).await?;
        let Lines { folder, level, mut lines } = found.ok_or_else(|| Error::not_found("no such folder"))?;
        let limit = usize::try_from(part.limit).unwrap_or_default();
        let has_more = lines.len() > limit;
        lines.truncate(limit);
        if part.backward {
            lines.reverse();
        }
        let (entries, lines): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        let ends = lines.first().cloned().zip(lines.into_iter().next_back());
        Ok(Listed { folder, level, entries, ends, has_more })
    }

    /// Documents in a folder that have one of these names, whatever the case of its letters: id, name and size.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn named_alike(
        &self,
        reader: &Reader,
        folder: Uuid,
        names: &[String],
    ) -> Result<Vec<(Uuid, String, u64)>> {
        let subjects = reader.person().subjects();
        let found = self.database.look_up(|| store::named_alike(self.database.pool(), folder, names, subjects)).await?;
        found.into_iter().map(|(id, name, size)| Ok((id, name, bytes(size)?))).collect()
    }

    /// How many entries a folder contains directly.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn counts(&self, reader: &Reader, folder: Uuid) -> Result<Counts> {
        let notices = self.database.notices();
        let (epoch, key) = (Epoch::now(notices), (folder, reader.person().standing.subjects.clone()));
        if !reader.person().has_just_changed
            && notices.live()
            && let Some((known_at, counts)) = self.counts.get(&key).await
            && known_at.is_fresh(notices, folder)
        {
            return Ok(counts);
        }
        let subjects = reader.person().subjects();
        let counts = self.database.look_up(|| store::counts(self.database.pool(), folder, subjects)).await??;
        self.counts.insert(key, (epoch, counts)).await;
        Ok(counts)
    }

    /// The size of each subfolder of this folder in bytes, in current versions, at any depth.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn folder_sizes(&self, reader: &Reader, folder: Uuid) -> Result<Arc<FolderSizes>> {
        let notices = self.database.notices();
        // Concurrent requests wait for one query.
        let subjects = reader.person().subjects();
        let compute = |known: Option<Kept<SizesOf, KnownSizes>>| async move {
            let (epoch, asked_at) = (Epoch::now(notices), self.clock.now());
            let is_good = |known: Kept<SizesOf, KnownSizes>| known.into_value().is_good(notices, epoch, asked_at);
            if !reader.person().has_just_changed && notices.live() && known.is_some_and(is_good) {
                return Ok(Op::Nop);
            }
            let sizes = self.database.look_up(|| store::folder_sizes(self.database.pool(), folder, subjects)).await?;
            let sizes = sizes.into_iter().map(|(id, size)| Ok((id, size?))).collect::<Result<FolderSizes>>()?;
            Ok::<_, Error>(Op::Put(KnownSizes {
                sizes: Arc::new(sizes),
                epoch,
                asked_at,
                answered_at: self.clock.now(),
            }))
        };
        let known =
            self.sizes.entry((folder, reader.person().standing.subjects.clone())).and_try_compute_with(compute).await?;
        let known = known.into_entry().ok_or_else(|| Error::internal("sizes were not kept"))?;
        Ok(known.into_value().sizes)
    }
}
