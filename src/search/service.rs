//! The search itself. What fits best comes first: the very name, names that begin so, names with the words in them, what
//! lies in folders of that name, texts with the words in them, names and words with them in their middle, and what is
//! spelt nearly so when there is nothing else. The next question is asked only when the ones before have not filled the
//! page.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    audit::Audit,
    database::{Database, days},
    documents::{
        item::{ROOT, Who},
        path::{FolderPath, Place},
        service::Documents,
    },
    error::Meaning,
    search::{
        index_state::Recognition,
        passage::Piece,
        passages::passages,
        query::{Below, DEEPEST, Query, no_zone},
        ranking::{Asked, Ranked},
        store::{self, Bounds, FoundRow, Order},
        words::{frequencies::Frequencies, wanted::Wanted as Words},
    },
};

/// A page of hits.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// How many to skip for the next page, if there is one.
    pub next: Option<usize>,
    /// How many there are, or at least are.
    pub total: Total,
}

/// How many hits there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    pub count: usize,
    /// Whether there are more.
    pub is_least: bool,
}

/// A folder or document that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: Uuid,
    /// A name from [`super::query::KINDS`].
    pub kind: String,
    /// From the root on, its own name the last.
    pub path: String,
    pub size: Option<u64>,
    pub content_type: Option<String>,
    pub changed_at: OffsetDateTime,
    pub changed_by: Who,
    /// Where the words stand in the text; empty when they do not.
    pub passage: Vec<Piece>,
}

impl Hit {
    pub fn is_folder(&self) -> bool {
        self.kind == "folder"
    }

    pub fn name(&self) -> &str {
        self.path.rsplit_once('/').map_or(self.path.as_str(), |(_, name)| name)
    }

    /// The folder that it lies in; empty for the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Where it leads. A name that is none does not become a link.
    pub fn link(&self) -> String {
        if self.is_folder() { folder_link(&self.path) } else { format!("/d/{}", self.id) }
    }
}

/// The address of a folder's page.
pub fn folder_link(path: &str) -> String {
    FolderPath::from_plain(path).map(|folder| format!("/files/{}", folder.to_link())).unwrap_or_default()
}

/// So many are counted; beyond that there are "more".
const COUNTED: usize = 100;

/// How long the frequencies of words are used until they are read again.
const SAMPLED_AGAIN: Duration = Duration::minutes(10);

/// Each filter is a parameter that may be null. A plan for whatever they are reads everything there is, and it is what a
/// connection keeps after a few searches (at 1,000,000 things 0.6 s instead of 3 ms); so each question is planned anew.
/// What is looked for is always in an index. A common word stands in more rows than the ordinary memory of a sort can hold
/// one by one; of whole pages each row would have to be looked at.
const PLANNED_FOR_ITS_FILTERS: &str = "BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off; SET LOCAL work_mem = '64MB'";

/// Finds what a person may see.
pub struct Search {
    pub(super) database: Database,
    pub(super) audit: Arc<Audit>,
    /// Whether words in scans and pictures are recognized here.
    pub(super) recognition: Recognition,
    documents: Arc<Documents>,
    frequencies: Mutex<Option<(OffsetDateTime, Arc<Frequencies>)>>,
}

impl Search {
    pub fn new(documents: Arc<Documents>, database: &Database, audit: Arc<Audit>, recognition: Recognition) -> Self {
        Self { database: database.clone(), audit, recognition, documents, frequencies: Mutex::default() }
    }

    /// What this person may see of what fits the query.
    ///
    /// # Errors
    /// `Unavailable` when the database is away. Nothing found is no error.
    pub async fn find(&self, reader: &Reader, query: &Query) -> Result<Found> {
        let Some(bounds) = self.bounds(reader, query).await? else { return Ok(Found::default()) };
        if query.is_empty() {
            return Ok(Found::default());
        }
        let words = Words::read(&query.text);
        let most = (query.skip + query.limit).max(COUNTED) + 1;
        let ranked = self.database.look_up(|| self.ranked(query, &words, &bounds, most)).await?;
        let page: Vec<Uuid> = ranked.ids.iter().copied().skip(query.skip).take(query.limit).collect();
        let next = query.skip + query.limit;
        let total =
            Total { count: ranked.ids.len().min(most - 1), is_least: ranked.ids.len() >= most || !ranked.is_all };
        let next = (ranked.ids.len() > next && next < DEEPEST).then_some(next);
        let subjects = reader.person().subjects();
        let rows = self.database.look_up(|| store::describe(self.database.pool(), &page, subjects)).await?;
        let shown = ranked.forgiven.as_ref().unwrap_or(&words);
        let contents: Vec<Vec<u8>> = rows.iter().filter_map(|row| row.sha256.clone()).collect();
        let passages = self.database.look_up(|| passages(self.database.pool(), shown, &contents)).await?;
        let mut rows: HashMap<Uuid, FoundRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let hits = page.iter().filter_map(|id| rows.remove(id)).map(|row| hit(row, &passages)).collect();
        Ok(Found { hits, next, total })
    }

    /// At least `most` of them, if there are so many; the best first.
    async fn ranked(&self, query: &Query, words: &Words, bounds: &Bounds, most: usize) -> sqlx::Result<Ranked> {
        let frequencies = self.frequencies().await?;
        let mut transaction = self.database.pool().begin_with(PLANNED_FOR_ITS_FILTERS).await?;
        let asked =
            Asked { words, bounds, frequencies: &frequencies, order: query.order, now: self.database.now(), most };
        let ranked = asked.in_turn(&mut transaction).await?;
        transaction.commit().await?;
        Ok(ranked)
    }

    /// How often words occur: what was read a while ago is good enough.
    async fn frequencies(&self) -> sqlx::Result<Arc<Frequencies>> {
        let now = self.database.now();
        let read = self.frequencies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, frequencies)) = read
            && now < at + SAMPLED_AGAIN
        {
            return Ok(frequencies);
        }
        let (known, entries) = store::frequencies(self.database.pool()).await?;
        let frequencies = Arc::new(Frequencies::new(known, entries));
        *self.frequencies.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, frequencies.clone()));
        Ok(frequencies)
    }

    /// From the beginning of the first day up to the end of the last, in the zone that is meant.
    async fn times(&self, query: &Query) -> Result<(Option<OffsetDateTime>, Option<OffsetDateTime>)> {
        let (zone, now) = (query.zone.as_deref().unwrap_or("UTC"), self.database.now());
        let (since, until, back) = (query.since, query.until, query.days_back());
        if (since, until, back) == (None, None, None) {
            return Ok((None, None));
        }
        let times =
            self.database.look_up(|| days::between(self.database.pool(), since, until, back, zone, now)).await?;
        times.ok_or_else(|| Error::invalid(no_zone(), "a search in a time zone that is unknown"))
    }

    /// The filters, as rows have them. `None`: nothing can fit.
    async fn bounds(&self, reader: &Reader, query: &Query) -> Result<Option<Bounds>> {
        let (database, pool) = (&self.database, self.database.pool());
        let people = if query.by.is_empty() {
            None
        } else {
            let people = database.look_up(|| store::people_named(pool, &query.by)).await?;
            if people.is_empty() {
                return Ok(None);
            }
            Some(people)
        };
        let below = match &query.below {
            Below::Everywhere => None,
            Below::Place(folder) => match self.documents.locate(reader, &Place::Folder(folder.clone())).await {
                Ok((id, Some(_))) => Some(id),
                Ok((_, None)) => return Ok(None),
                Err(error) if error.meaning() == Meaning::NotFound => return Ok(None),
                Err(error) => return Err(error),
            },
            Below::Folder(id) => Some(*id).filter(|id| *id != ROOT),
        };
        let subjects = reader.person().subjects();
        let visible = self.documents.visible_folders(reader).await?;
        let inside = match below {
            Some(folder) => database.look_up(|| store::folders_below(pool, folder)).await?,
            None => None,
        };
        let folders = match (inside, visible) {
            (Some(inside), Some(visible)) => {
                let visible: HashSet<Uuid> = visible.into_iter().collect();
                Some(inside.into_iter().filter(|folder| visible.contains(folder)).collect())
            }
            (one, other) => one.or(other),
        };
        // What lies in one folder is all as near, and another order does not ask.
        let near = match &query.near {
            Some(folder) if below.is_none() && query.order == Order::Best => {
                match self.documents.locate(reader, &Place::Folder(folder.clone())).await {
                    Ok((id, Some(_))) => {
                        let below = database.look_up(|| store::folders_below(pool, id)).await?;
                        below.unwrap_or_else(|| vec![id])
                    }
                    Ok((_, None)) => Vec::new(),
                    Err(error) if error.meaning() == Meaning::NotFound => Vec::new(),
                    Err(error) => return Err(error),
                }
            }
            _ => Vec::new(),
        };
        let (smallest, largest) = query.sizes();
        let (since, until) = self.times(query).await?;
        let kinds = query.kind.map(|kind| vec![kind.to_owned()]);
        let subjects = subjects.to_vec();
        Ok(Some(Bounds { kinds, smallest, largest, since, until, people, folders, below, subjects, near }))
    }
}

fn hit(row: FoundRow, passages: &HashMap<Vec<u8>, Vec<Piece>>) -> Hit {
    Hit {
        id: row.id,
        kind: row.kind,
        path: row.place,
        size: row.size.and_then(|size| u64::try_from(size).ok()),
        content_type: row.content_type,
        changed_at: row.changed_at,
        changed_by: Who::of(row.changed_by, row.changer),
        passage: row.sha256.and_then(|sha256| passages.get(&sha256).cloned()).unwrap_or_default(),
    }
}
