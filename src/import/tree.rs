//! Bringing in a real tree of files.
//!
//! What is there already with the same bytes is left alone, so an import that was cut off is simply
//! started again; changed bytes become a new version. Links and special files are refused and named in
//! the report: a link may lead anywhere. Bytes are stored first, rows follow in batches, each batch in a
//! transaction of its own.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream};
use tokio::{runtime::Handle, task::spawn_blocking, time::interval};
use uuid::Uuid;

use crate::{
    Error, Result,
    audit::{Actor, Event},
    documents::{batch::Batch, children::Known, item::ROOT, name::Name, path::FolderPath},
    import::{
        Import,
        read_file::{self, Taken},
        survey::{self, Item, Kind, Survey},
        vetted::Vetted,
    },
};

/// How many files are read at once: hashing keeps a core busy, syncing keeps the disk busy.
const AT_ONCE: usize = 4;

/// How far an import has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub files: u64,
    pub all_files: u64,
    pub bytes: u64,
    pub all_bytes: u64,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Folders made.
    pub folders: u64,
    /// Documents that were not there before.
    pub added: u64,
    /// Documents that were there with other bytes, and have a new version now.
    pub changed: u64,
    /// Documents that were there with the same bytes.
    pub unchanged: u64,
    /// Bytes of the added and changed ones.
    pub bytes: u64,
    /// What was left out, and why.
    pub refused: Vec<Refused>,
}

/// Something that an import left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Below the imported directory.
    pub path: PathBuf,
    /// A sentence.
    pub reason: String,
}

/// A target folder, and its contents before the import.
struct Shelf {
    id: Uuid,
    known: HashMap<String, Known>,
}

/// A file to be read.
struct Job {
    shelf: Uuid,
    name: Name,
    path: PathBuf,
    known: Option<Known>,
}

impl Import {
    /// Imports the tree below `directory` into the folder `into`, which is created if necessary; `by` is recorded as
    /// the author.
    ///
    /// # Errors
    /// `Invalid` when the directory cannot be read, `Conflict` when somebody changes the same folders meanwhile,
    /// `Unavailable` or `Internal` when database or disk fail. What was done until then stays; the same call
    /// continues from there.
    pub async fn bring_in(
        &self,
        directory: &Path,
        into: &FolderPath,
        by: &str,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport> {
        let mut survey = self.survey(directory, into.names().count()).await?;
        let mut so_far = Progress { all_files: survey.files, all_bytes: survey.bytes, ..Progress::default() };
        let mut report = ImportReport { refused: std::mem::take(&mut survey.refused), ..ImportReport::default() };
        let mut batch = Batch::new(&self.documents, by);
        let jobs = self.make_folders(survey, into, &mut batch, &mut report).await?;
        batch.write().await?;

        let read = Arc::new(AtomicU64::new(0));
        let mut taken = stream::iter(jobs)
            .map(|job| async {
                let taken = self.take(directory, &job, by, &read).await;
                (job, taken)
            })
            .buffered(AT_ONCE);
        let mut tick = interval(Duration::from_millis(100));
        loop {
            tokio::select! {
                next = taken.next() => {
                    let Some((job, taken)) = next else { break };
                    report.note(&mut batch, job, taken?);
                    so_far.files += 1;
                    if batch.is_full() {
                        batch.write().await?;
                    }
                }
                _ = tick.tick() => {}
            }
            so_far.bytes = read.load(Ordering::Relaxed);
            progress(so_far);
        }
        drop(taken);
        if report.did_something() {
            batch.close(report.event(into)).await?;
        }
        Ok(report)
    }

    async fn survey(&self, directory: &Path, depth: usize) -> Result<Survey> {
        let own = vec![self.blobs.root().to_owned(), self.thumbnails.clone()];
        let directory = directory.to_owned();
        let shown = directory.display().to_string();
        let survey = spawn_blocking(move || survey::of(&directory, depth, &own)).await.map_err(Error::internal)?;
        survey.map_err(|error| {
            Error::invalid("This directory cannot be read.", format!("{shown} cannot be read: {error}"))
        })
    }

    /// Finds or makes all folders of the tree; what comes back is the files for them.
    async fn make_folders(
        &self,
        survey: Survey,
        into: &FolderPath,
        batch: &mut Batch<'_>,
        report: &mut ImportReport,
    ) -> Result<Vec<Job>> {
        let mut root = self.shelf(ROOT).await?;
        for name in into.names() {
            let inner = self.shelf_in(&root, name, batch).await?;
            root = inner.ok_or_else(|| {
                Error::invalid("There is a document of that name.", format!("{into} leads through a document"))
            })?;
        }
        let mut shelves: HashMap<usize, Shelf> = HashMap::new();
        let mut jobs = Vec::new();
        for (place, item) in survey.items.into_iter().enumerate() {
            let Item { path, name, parent, kind } = item;
            // The contents of a refused folder are skipped with it.
            let Some(outer) = parent.map_or(Some(&root), |parent| shelves.get(&parent)) else { continue };
            match kind {
                Kind::Folder => match self.shelf_in(outer, name.as_str(), batch).await? {
                    Some(inner) => drop(shelves.insert(place, inner)),
                    None => report.refuse(path, "A document has this name here already."),
                },
                Kind::File => match outer.known.get(name.as_str()) {
                    Some(Known { version: None, .. }) => report.refuse(path, "A folder has this name here already."),
                    known => jobs.push(Job { shelf: outer.id, name, path, known: known.cloned() }),
                },
            }
        }
        report.folders = batch.folders();
        Ok(jobs)
    }

    async fn shelf(&self, folder: Uuid) -> Result<Shelf> {
        let known = self.documents.known_in(folder).await?.into_iter().collect();
        Ok(Shelf { id: folder, known })
    }

    /// The folder of that name; `None` if a document has it.
    async fn shelf_in(&self, outer: &Shelf, name: &str, batch: &mut Batch<'_>) -> Result<Option<Shelf>> {
        match outer.known.get(name) {
            Some(Known { id, version: None }) => self.shelf(*id).await.map(Some),
            Some(_) => Ok(None),
            None => Ok(Some(Shelf { id: batch.folder(outer.id, name), known: HashMap::new() })),
        }
    }

    async fn take(&self, directory: &Path, job: &Job, by: &str, read: &Arc<AtomicU64>) -> Result<Taken> {
        let (directory, path, read, blobs) = (directory.to_owned(), job.path.clone(), read.clone(), self.blobs.clone());
        let known = job.known.as_ref().and_then(|known| known.version.clone());
        let vetted = Vetted {
            scanning: self.scanning.clone(),
            actor: Actor::command(by),
            name: job.name.to_string(),
            folder: job.shelf,
            runtime: Handle::current(),
        };
        spawn_blocking(move || read_file::read(&blobs, &directory, &path, known.as_ref(), &read, &vetted))
            .await
            .map_err(Error::internal)?
    }
}

impl ImportReport {
    fn did_something(&self) -> bool {
        self.folders + self.added + self.changed > 0
    }

    fn event(&self, into: &FolderPath) -> Event {
        let Self { added, changed, unchanged, bytes, .. } = *self;
        let refused = self.refused.len() as u64;
        Event::DocumentsImported { into: into.to_string(), added, changed, unchanged, refused, bytes }
    }

    fn refuse(&mut self, path: PathBuf, reason: impl Into<String>) {
        self.refused.push(Refused { path, reason: reason.into() });
    }

    fn note(&mut self, batch: &mut Batch<'_>, job: Job, taken: Taken) {
        let Job { shelf, name, path, known } = job;
        match (taken, known) {
            (Taken::Same, _) => self.unchanged += 1,
            (Taken::Refused(reason), _) => self.refuse(path, reason),
            (Taken::Stored(stored), Some(Known { id, version: Some(version) })) => {
                self.changed += 1;
                self.bytes += stored.size;
                batch.version(id, &name, version.number + 1, &stored);
            }
            (Taken::Stored(stored), _) => {
                self.added += 1;
                self.bytes += stored.size;
                batch.document(shelf, &name, &stored);
            }
        }
    }
}
