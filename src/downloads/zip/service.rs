//! The rules about archives.

use std::{cell::Cell, collections::HashSet, future::ready, io, rc::Rc, sync::Arc};

use futures_util::future::LocalBoxFuture;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Reader, recheck::Recheck},
    audit::{Event, HandOut},
    database::{Database, notices::Topic},
    documents::{service::Documents, tree::TreeNode},
    downloads::recorded::Counted,
    downloads::zip::{
        archive::{self, Archive},
        body::{Source, ZipBody},
        left_out::{LeftOut, NO_ITEM, leave_out},
        plan::{PlanCache, plan_cache},
    },
    error::Meaning,
    storage::{blob::Blob, blobs::Blobs, body::BlobBody, content_hash::ContentHash},
};

/// How many folders and documents one archive may contain; about 200 bytes for each are held while it is sent.
pub const MOST_ENTRIES: u32 = 100_000;

/// One more, so that one sees that there are more; and the root, which is no entry.
pub(super) const ENOUGH_ROWS: i64 = MOST_ENTRIES as i64 + 2;

/// How many things a person may choose one by one.
pub const MOST_CHOSEN: usize = 1000;

/// How many entries all archives under way may hold together: about 200 MB.
static ROOM: Semaphore = Semaphore::const_new(10 * MOST_ENTRIES as usize);

/// An archive ready to be sent.
pub struct Planned {
    /// What was chosen: the only thing in it, or nothing in particular.
    pub name: Option<String>,
    pub archive: Archive,
    left_out: Option<LeftOut>,
    /// Of grants, before anything was looked up.
    epoch: u64,
}

/// Folders and selections as archives.
pub struct Archives {
    pub(super) documents: Arc<Documents>,
    pub(super) database: Database,
    blobs: Arc<Blobs>,
    pub(super) plans: PlanCache,
}

impl Archives {
    pub fn new(documents: Arc<Documents>, database: &Database, blobs: Arc<Blobs>) -> Self {
        Self { documents, database: database.clone(), blobs, plans: plan_cache() }
    }

    /// Plans an archive of these items as they are now, in one query.
    ///
    /// # Errors
    /// `NotFound` when one of them does not exist or is hidden from them; `Invalid` when they are too many; `Forbidden` when
    /// the only one is quarantined.
    pub async fn of(&self, reader: &Reader, ids: &[Uuid]) -> Result<Planned> {
        let epoch = self.database.notices().epoch(Topic::Grants);
        let mut nodes = self.documents.tree(reader, ids, ENOUGH_ROWS).await?;
        if nodes.len() > MOST_ENTRIES as usize + 1 {
            return Err(too_many(text!("archive-too-many"), nodes.len()));
        }
        let found: HashSet<Uuid> = nodes.iter().map(|node| node.id).collect();
        if ids.is_empty() || !ids.iter().all(|id| found.contains(id)) {
            return Err(Error::not_found("something that was chosen for an archive is not there"));
        }
        let name = the_only_one(&nodes).map(|node| node.name.clone());
        let left_out = leave_out(&self.documents, &mut nodes, self.database.now())?;
        let planning = tokio::task::spawn_blocking(move || Archive::of(archive::entries(nodes)));
        let archive = planning.await.map_err(|error| Error::internal(format!("planning an archive: {error}")))?;
        let archive = archive.ok_or_else(|| too_many(text!("archive-too-deep"), 0))?;
        Ok(Planned { name, archive, left_out, epoch })
    }

    /// The bytes of a planned archive; `begin` waits for its row of the record (I8). `recheck`: with it, access to the
    /// remaining entries is checked along the way.
    ///
    /// # Errors
    /// `Unavailable` while too many large archives are being sent; as `begin`.
    pub async fn bytes(
        &self,
        ids: &[Uuid],
        planned: Planned,
        recheck: Option<Recheck>,
        begin: impl AsyncFnOnce(Event) -> Result<HandOut>,
    ) -> Result<Counted<ZipBody<FromStore>>> {
        let Planned { name, archive, left_out, epoch } = planned;
        let room = u32::try_from(archive.entries.len()).ok().and_then(|size| ROOM.try_acquire_many(size).ok());
        let room = room.ok_or_else(|| Error::unavailable("no room in memory for one more archive"))?;
        let event = Event::ArchiveDownloaded {
            name: name.unwrap_or_default(),
            items: ids.to_vec(),
            documents: archive.documents() as u64,
            bytes: archive.length,
        };
        let hand_out = begin(event).await?;
        let (blobs, documents, database) = (self.blobs.clone(), self.documents.clone(), self.database.clone());
        let (recheck, epoch) = (recheck.map(Rc::new), Cell::new(epoch));
        let source = FromStore { blobs, documents, database, left_out, recheck, epoch };
        Ok(Counted::whole(ZipBody::new(source, archive, Some(room)), hand_out))
    }
}

/// What the archive is named after.
fn the_only_one(nodes: &[TreeNode]) -> Option<&TreeNode> {
    let mut chosen = nodes.iter().filter(|node| node.depth == 0);
    chosen.next().filter(|_| chosen.next().is_none())
}

pub(super) fn too_many(person: String, number: usize) -> Error {
    Error::invalid(person, format!("{number} entries for an archive"))
}

/// The blob store as a source.
pub struct FromStore {
    blobs: Arc<Blobs>,
    documents: Arc<Documents>,
    database: Database,
    left_out: Option<LeftOut>,
    /// `None`: what has begun may finish.
    recheck: Option<Rc<Recheck>>,
    /// Of grants, before the last question.
    epoch: Cell<u64>,
}

impl Source for FromStore {
    type Body = BlobBody;

    fn open(&self, hash: ContentHash, size: u64) -> LocalBoxFuture<'static, io::Result<BlobBody>> {
        if let Some(LeftOut { text, .. }) = self.left_out.as_ref().filter(|left_out| left_out.hash == hash) {
            let body = BlobBody::new(Arc::new(Blob::of_bytes(text.clone())), 0, size);
            return Box::pin(ready(Ok(body)));
        }
        let blobs = Arc::clone(&self.blobs);
        Box::pin(async move {
            let blob = blobs.read(hash, size).await.map_err(|error| {
                tracing::error!(detail = error.log(), "an archive is cut short");
                io::Error::other("a blob cannot be read")
            })?;
            Ok(BlobBody::new(blob, 0, size))
        })
    }

    fn has_news(&self) -> bool {
        self.recheck.is_some() && self.database.notices().epoch(Topic::Grants) != self.epoch.get()
    }

    fn ask(&self, ids: Vec<Uuid>) -> LocalBoxFuture<'static, io::Result<()>> {
        self.epoch.set(self.database.notices().epoch(Topic::Grants));
        let Some(recheck) = self.recheck.clone() else { return Box::pin(ready(Ok(()))) };
        let documents = self.documents.clone();
        let ids: Vec<Uuid> = ids.into_iter().filter(|id| *id != NO_ITEM).collect();
        Box::pin(async move {
            let answer = async { documents.all_in_sight(&recheck.reader().await?, &ids).await };
            match answer.await {
                Ok(true) => Ok(()),
                // For how long that counts, `transport/recheck.rs` says.
                Err(error) if error.meaning() == Meaning::Unavailable => Ok(()),
                Ok(false) => Err(taken_away("something in it was taken from them")),
                Err(error) => Err(taken_away(error.log())),
            }
        })
    }
}

fn taken_away(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, format!("its person may not have it any more: {why}"))
}
