//! The search itself. What fits best comes first: the very name, names that begin so, names with the words in them,
//! paths with the words in them, texts with the words in them, and names that are spelt nearly so when there is nothing
//! else. The next question is asked only when the ones before have not filled the page.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    access::ladder::Reader,
    audit::Audit,
    database::Database,
    documents::{
        item::{ROOT, Who},
        path::{FolderPath, Place},
        service::Documents,
    },
    error::Meaning,
    search::{
        query::{Below, DEEPEST, Query},
        store::{self, Bounds, FoundRow, Understood},
    },
};

/// A page of hits.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// How many to skip for the next page, if there is one.
    pub next: Option<usize>,
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

/// A piece of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Whether it is one of the words that were looked for.
    pub is_hit: bool,
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

/// Shorter words are like too many others.
const LONG_ENOUGH_FOR_LIKENESS: usize = 4;

/// Each filter is a parameter that may be null. A plan for whatever they are reads everything there is, and it is what a
/// connection keeps after a few searches (at 1,000,000 things 0.6 s instead of 3 ms); so each question is planned anew.
/// To compile one that takes 10 ms takes 30.
const PLANNED_FOR_ITS_FILTERS: &str =
    "BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off";

/// Finds what a person may see.
pub struct Search {
    pub(super) database: Database,
    pub(super) audit: Arc<Audit>,
    documents: Arc<Documents>,
}

impl Search {
    pub fn new(documents: Arc<Documents>, database: &Database, audit: Arc<Audit>) -> Self {
        Self { database: database.clone(), audit, documents }
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
        let (words, without) = query.words();
        let understood =
            self.database.look_up(|| store::understand(self.database.pool(), &query.text, &words, &without)).await?;
        let wanted = query.skip + query.limit + 1;
        let ids = self.database.look_up(|| self.ranked(&understood, &bounds, wanted)).await?;
        let page: Vec<Uuid> = ids.iter().copied().skip(query.skip).take(query.limit).collect();
        let next = query.skip + query.limit;
        let next = (ids.len() > next && next < DEEPEST).then_some(next);
        let contents = understood.contents.as_deref();
        let subjects = reader.person().subjects();
        let describe = || store::describe(self.database.pool(), &page, contents, &understood.words, subjects);
        let rows = self.database.look_up(describe).await?;
        let mut rows: HashMap<Uuid, FoundRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        Ok(Found { hits: page.iter().filter_map(|id| rows.remove(id)).map(hit).collect(), next })
    }

    /// At least `wanted` of them, if there are so many; the best first.
    async fn ranked(&self, query: &Understood, bounds: &Bounds, wanted: usize) -> sqlx::Result<Vec<Uuid>> {
        let mut transaction = self.database.pool().begin_with(PLANNED_FOR_ITS_FILTERS).await?;
        let ids = ask_in_turn(&mut transaction, query, bounds, wanted).await?;
        transaction.commit().await?;
        Ok(ids)
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
        let (smallest, largest) = query.sizes();
        let (since, until) = query.times();
        let kinds = query.kind.map(|kind| vec![kind.to_owned()]);
        let subjects = subjects.to_vec();
        Ok(Some(Bounds { kinds, smallest, largest, since, until, people, folders, below, subjects }))
    }
}

/// One question after the other, until there are enough.
async fn ask_in_turn(
    connection: &mut PgConnection,
    query: &Understood,
    bounds: &Bounds,
    wanted: usize,
) -> sqlx::Result<Vec<Uuid>> {
    let (mut ranked, most) = (Ranked::default(), i64::try_from(wanted).unwrap_or(i64::MAX));
    if query.words.is_empty() && query.contents.is_none() {
        return store::by_change(connection, bounds, most).await;
    }
    let is_indexed = !query.indexed.is_empty();
    if !query.words.is_empty() {
        ranked.add(store::by_beginning(&mut *connection, query, bounds, most).await?);
    }
    if ranked.ids.len() < wanted && is_indexed {
        ranked.add(store::by_name(&mut *connection, query, bounds, most).await?);
    }
    if ranked.ids.len() < wanted && is_indexed {
        ranked.add(store::by_path(&mut *connection, query, bounds, most).await?);
    }
    if ranked.ids.len() < wanted
        && let Some(contents) = &query.contents
    {
        ranked.add(store::by_content(&mut *connection, contents, bounds, is_phrase(contents), most).await?);
    }
    if ranked.ids.is_empty() && is_indexed && query.whole.chars().count() >= LONG_ENOUGH_FOR_LIKENESS {
        ranked.add(store::by_likeness(&mut *connection, query, bounds, most).await?);
    }
    Ok(ranked.ids)
}

/// Whether words have to stand next to each other, in the words of the database (`<->`, `<2>`).
fn is_phrase(contents: &str) -> bool {
    contents.contains(" <")
}

/// Each thing once, where it was found first.
#[derive(Default)]
struct Ranked {
    ids: Vec<Uuid>,
    seen: HashSet<Uuid>,
}

impl Ranked {
    fn add(&mut self, more: Vec<Uuid>) {
        self.ids.extend(more.into_iter().filter(|id| self.seen.insert(*id)));
    }
}

fn hit(row: FoundRow) -> Hit {
    Hit {
        id: row.id,
        kind: row.kind,
        path: row.place,
        size: row.size.and_then(|size| u64::try_from(size).ok()),
        content_type: row.content_type,
        changed_at: row.changed_at,
        changed_by: Who::of(row.changed_by, row.changer),
        passage: row.passage.as_deref().map(pieces).unwrap_or_default(),
    }
}

/// The text holds no control characters of its own: those are the database's marks.
fn pieces(passage: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (place, part) in passage.split('\u{1}').enumerate() {
        let (hit, after) = if place == 0 { ("", part) } else { part.split_once('\u{2}').unwrap_or(("", part)) };
        for (text, is_hit) in [(hit, true), (after, false)] {
            if !text.is_empty() {
                pieces.push(Piece { text: plain(text), is_hit });
            }
        }
    }
    // No word in it: the index knows the text, but this part of it does not show why.
    if pieces.iter().any(|piece| piece.is_hit) { pieces } else { Vec::new() }
}

fn plain(text: &str) -> String {
    let letter = |letter| match letter {
        '\n' => ' ',
        '\u{3}' => '<',
        '\u{4}' => '>',
        other => other,
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_pieces_whatever_the_text_says() {
        let piece = |text: &str, is_hit| Piece { text: text.to_owned(), is_hit };
        assert_eq!(
            pieces("a <mark>\u{1}b\u{2} c\u{1}d\u{2}"),
            [piece("a <mark>", false), piece("b", true), piece(" c", false), piece("d", true)]
        );
        assert_eq!(pieces("no hit"), []);
    }
}
