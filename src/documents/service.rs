//! The rules of documents. Each method takes the proof of who asks; what a person may not see does not exist for them
//! (I7).

use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use moka::future::Cache;
use time::{Duration, OffsetDateTime};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{
        ladder::{Person, Reader},
        subjects::Subjects,
    },
    audit::Audit,
    clock::SharedClock,
    database::Database,
    documents::{
        counts::{self, CountsCache},
        document::Document,
        epoch::Epoch,
        folder_sizes::{self, SizesCache},
        item::Item,
        path::DocumentPath,
        store::{self, Node},
    },
    entropy::SharedEntropy,
    error::Meaning,
    mail::Mail,
    metrics::CacheCounts,
    settings::{LinkSettings, PublicUrl, TrashSettings},
    storage::{blob::Blob, blobs::Blobs, content_hash::ContentHash},
};

/// How many documents' facts are held.
const REMEMBERED: u64 = 10_000;

/// How long they are used at most, even if no change was announced.
const BELIEVED: Duration = Duration::minutes(1);

/// The same while the database cannot be asked.
const BELIEVED_WITHOUT_IT: Duration = Duration::minutes(5);

/// Documents and folders: finding, listing, reading, adding.
pub struct Documents {
    pub(super) database: Database,
    pub(super) blobs: Arc<Blobs>,
    pub(super) audit: Arc<Audit>,
    pub(super) clock: SharedClock,
    pub(super) trash: TrashSettings,
    /// How many bytes one person may have added.
    pub(super) each_person: Option<u64>,
    /// Notified when more is to be purged than a request may wait for.
    pub(super) purge_now: Notify,
    /// Notified when a large copy is to be made.
    pub(super) copy_now: Notify,
    pub(super) entropy: SharedEntropy,
    /// Whether people outside can be given links, and for how long.
    pub(super) links: LinkSettings,
    /// What goes out to people, and the address of this site; `None`: nothing does.
    pub(super) mail: Option<(Arc<Mail>, PublicUrl)>,
    remembered: Cache<(DocumentPath, Arc<Subjects>), Remembered>,
    remembering: CacheCounts,
    pub(super) sizes: SizesCache,
    pub(super) counts: CountsCache,
}

/// What an address leads to.
#[derive(Debug, Clone)]
pub enum Found {
    Document(Arc<Document>),
    /// The address lacks its `/` at the end.
    Folder,
}

#[derive(Clone)]
struct Remembered {
    document: Arc<Document>,
    folder: Uuid,
    /// As it was before the database was asked.
    epoch: Epoch,
    read_at: OffsetDateTime,
}

impl Documents {
    /// Does not query the database yet. The trash keeps items for `retention`.
    pub fn new(
        database: &Database,
        audit: Arc<Audit>,
        blobs: Arc<Blobs>,
        trash: TrashSettings,
        clock: &SharedClock,
        entropy: &SharedEntropy,
    ) -> Self {
        Self {
            database: database.clone(),
            audit,
            blobs,
            clock: clock.clone(),
            trash,
            each_person: None,
            purge_now: Notify::new(),
            copy_now: Notify::new(),
            entropy: entropy.clone(),
            links: LinkSettings::default(),
            mail: None,
            remembered: Cache::new(REMEMBERED),
            remembering: CacheCounts::default(),
            sizes: folder_sizes::sizes_cache(),
            counts: counts::counts_cache(),
        }
    }

    /// With a quota for each person, in bytes.
    #[must_use]
    pub fn for_each_person(self, most: Option<u64>) -> Self {
        Self { each_person: most, ..self }
    }

    /// With links for people outside, if there are any.
    #[must_use]
    pub fn with_links(self, links: LinkSettings) -> Self {
        Self { links, ..self }
    }

    /// With mail to people, if any goes out; `own`: where its links lead.
    #[must_use]
    pub fn with_mail(self, mail: &Arc<Mail>, own: &PublicUrl) -> Self {
        Self { mail: mail.is_on().then(|| (mail.clone(), own.clone())), ..self }
    }

    /// How long the trash keeps items.
    pub fn retention(&self) -> Duration {
        self.trash.retention
    }

    /// How long administrators can still restore what they have deleted for good.
    pub fn purge_hold(&self) -> Duration {
        self.trash.hold
    }

    /// How often the facts of a document were in memory.
    pub fn cache_counts(&self) -> &CacheCounts {
        &self.remembering
    }

    /// The item at this path.
    ///
    /// # Errors
    /// `NotFound`, also for what this person may not see; `Unavailable` when the database is away.
    pub async fn open(&self, reader: &Reader, path: &DocumentPath) -> Result<Found> {
        let notices = self.database.notices();
        let (epoch, now) = (Epoch::now(notices), self.clock.now());
        let key = (path.clone(), reader.person().standing.subjects.clone());
        let known = if reader.person().has_just_changed { None } else { self.remembered.get(&key).await };
        if let Some(known) = &known
            && (self.is_fresh(known) || (self.database.is_away() && self.stands(known)))
        {
            self.remembering.hit();
            return Ok(Found::Document(known.document.clone()));
        }
        self.remembering.missed();
        let known = known.filter(|known| self.stands(known));
        let asked = store::resolve(&self.database, path, reader.person().subjects());
        let asked = if known.is_some() { self.database.soon(asked).await } else { asked.await };
        let found = match (asked, known) {
            // It does not answer, and may not be known yet to be away.
            (Err(error), Some(known)) if error.meaning() == Meaning::Unavailable && self.stands(&known) => {
                return Ok(Found::Document(known.document));
            }
            (found, _) => found?,
        };
        match found {
            Some(Node::Document { document, folder }) => {
                let document = Arc::<Document>::from(document);
                let known = Remembered { document: document.clone(), folder, epoch, read_at: now };
                self.remembered.insert(key, known).await;
                Ok(Found::Document(document))
            }
            Some(Node::Folder) => Ok(Found::Folder),
            None => Err(Error::not_found("no such document")),
        }
    }

    fn is_fresh(&self, known: &Remembered) -> bool {
        let notices = self.database.notices();
        notices.live() && known.epoch.is_fresh(notices, known.folder) && self.is_younger(known, BELIEVED)
    }

    /// Whether it may be used while the database cannot be queried: a change may have been missed, but none is known.
    fn stands(&self, known: &Remembered) -> bool {
        let notices = self.database.notices();
        known.epoch.stands(notices, known.folder) && self.is_younger(known, BELIEVED_WITHOUT_IT)
    }

    /// A clock that was turned back makes nothing younger.
    fn is_younger(&self, known: &Remembered, than: Duration) -> bool {
        (Duration::ZERO..than).contains(&(self.clock.now() - known.read_at))
    }

    /// A folder or document by its id, which stays when it is renamed or moved.
    ///
    /// # Errors
    /// `NotFound`, also for what is in the trash and for what this person may not see.
    pub async fn item(&self, reader: &Reader, id: Uuid) -> Result<Item> {
        self.any_item(reader.person(), id).await
    }

    /// Something that this person may see.
    pub(super) async fn any_item(&self, person: &Person, id: Uuid) -> Result<Item> {
        let subjects = person.subjects();
        let found = self.database.look_up(|| store::item(self.database.pool(), id, subjects)).await?;
        found.ok_or_else(|| Error::not_found(format!("no item {id}")))?
    }

    /// Whether somebody may have the bytes of a document that they may read.
    ///
    /// # Errors
    /// `Forbidden` for what is quarantined.
    pub fn may_leave(&self, hash: &ContentHash) -> Result<()> {
        self.blobs.withheld().check(hash)
    }

    /// What was found in these bytes, if they are quarantined.
    pub fn quarantined(&self, hash: &ContentHash) -> Option<String> {
        self.blobs.withheld().finding(hash)
    }

    /// The bytes of a document that was opened.
    ///
    /// # Errors
    /// `Internal` when they are not there: the operator has lost data; `Forbidden` for what is quarantined.
    pub async fn bytes(&self, _: &Reader, document: &Document) -> Result<Arc<Blob>> {
        self.blobs.read(document.hash, document.size).await
    }

    /// A link by which the store itself serves this document to anybody who has it, for a minute; `None` when the
    /// operator has not chosen that, or the store cannot.
    ///
    /// # Errors
    /// `Unavailable` when the link cannot be signed.
    pub async fn link(&self, _: &Reader, document: &Document, disposition: &HeaderValue) -> Result<Option<String>> {
        let (Ok(disposition), Ok(content_type)) = (disposition.to_str(), document.headers.content_type.to_str()) else {
            return Ok(None);
        };
        Ok(self.blobs.link(document.hash, disposition, content_type).await?.map(String::from))
    }

    /// The time for `If-Range`, which may not trust a date of this very second.
    pub fn now(&self) -> OffsetDateTime {
        self.database.now()
    }

    /// A new identifier; later ones sort after earlier ones (UUID version 7), which keeps indexes dense.
    pub fn new_id(&self) -> Uuid {
        let milliseconds = self.clock.now().unix_timestamp_nanos() / 1_000_000;
        let milliseconds = u64::try_from(milliseconds).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &self.entropy.bytes()).into_uuid()
    }
}
