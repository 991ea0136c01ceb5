//! Reading the record, a page at a time.

use sqlx::{Executor, PgConnection};

use super::{
    Audit, Entry, Filter, Position,
    store::{self, EventRow, Range, Scan, Source, WINDOW},
};
use crate::Result;

/// Each filter is a parameter that may be null, and a kept plan would fit none of them (decision 62). Rows come in the
/// order of an index: a bitmap would have to find all of a person's rows and sort them.
const PLANNED_FOR_ITS_FILTERS: &str = "BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off";

/// A GIN index, which has no order, is read by a bitmap only.
const WITH_BITMAPS: &str = "SET LOCAL enable_bitmapscan = on";

/// Which way the record is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the newest row on.
    Older,
    /// From the oldest row on.
    Newer,
}

/// Which part of the record is read.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The oldest position, excluded.
    pub after: Position,
    /// The newest position, excluded.
    pub before: Position,
    pub way: Way,
    /// How many rows.
    pub most: usize,
}

/// A part of the record.
#[derive(Debug, Clone)]
pub struct Part {
    /// In the order in which it was read.
    pub entries: Vec<Entry>,
    /// Where the next part begins; `None`: this is the end. A part can be short, or empty, and have a next one.
    pub next: Option<Position>,
}

/// What one source has found.
struct Found {
    rows: Vec<EventRow>,
    /// How far it has looked; `None`: to the end.
    reached: Option<Position>,
}

impl Audit {
    /// A part of what the filter lets through. Whoever calls has made sure that it may be read.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn read(&self, filter: &Filter, asked: &Asked) -> Result<Part> {
        self.database
            .look_up(|| async {
                let mut transaction = self.database.pool().begin_with(PLANNED_FOR_ITS_FILTERS).await?;
                let part = read(&mut transaction, filter, asked).await?;
                transaction.commit().await?;
                Ok(part)
            })
            .await
    }
}

async fn read(connection: &mut PgConnection, filter: &Filter, asked: &Asked) -> sqlx::Result<Part> {
    let most = i64::try_from(asked.most).unwrap_or(WINDOW - 1).min(WINDOW - 1);
    let range = Range { after: asked.after, before: asked.before };
    // One more, so that one sees that there are more.
    let scan = Scan { filter, range, most: most + 1 };
    let mut found = Vec::new();
    for source in sources(filter) {
        found.push(look(connection, source, &scan, asked.way).await?);
    }
    Ok(merged(found, usize::try_from(most).unwrap_or_default(), asked.way))
}

/// The indexes that together have everything that fits: those of the filter that mostly leaves the fewest rows.
fn sources(filter: &Filter) -> Vec<Source<'_>> {
    let Filter { person, item, kind, via, request } = filter;
    if let Some(request) = request {
        return vec![Source::Request(request)];
    }
    if let Some(item) = item {
        return vec![Source::Item(item.id), Source::About(&item.about)];
    }
    if let Some(person) = person {
        let did = person.keys.iter().map(|key| Source::Actor(key));
        return did.chain([Source::About(&person.about)]).collect();
    }
    match (kind, via) {
        // Nearly all rows are of sessions, which no index has.
        (None, Some(via)) if via != "session" => vec![Source::Via(via)],
        (Some(kind), _) => vec![Source::Kind(kind)],
        (None, _) => vec![Source::Time],
    }
}

async fn look(connection: &mut PgConnection, source: Source<'_>, scan: &Scan<'_>, way: Way) -> sqlx::Result<Found> {
    let is_forward = way == Way::Newer;
    let rows = match source {
        Source::About(values) => {
            connection.execute(WITH_BITMAPS).await?;
            store::about(connection, values, scan, is_forward).await?
        }
        source if is_forward => store::newer(connection, source, scan).await?,
        source => store::older(connection, source, scan).await?,
    };
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count >= scan.most);
    let reached = if is_full {
        rows.last().map(|row| Position { at: row.at, id: row.id })
    } else if matches!(source, Source::About(_)) || (scan.filter.count() < 2 && !matches!(source, Source::Time)) {
        None
    } else {
        store::end_of_window(connection, source, scan, is_forward).await?
    };
    Ok(Found { rows, reached })
}

/// What several sources have found, in one order, each row once, and only as far as all of them have looked.
fn merged(found: Vec<Found>, most: usize, way: Way) -> Part {
    let reached = found.iter().filter_map(|found| found.reached);
    let cut = match way {
        Way::Older => reached.max(),
        Way::Newer => reached.min(),
    };
    let mut entries: Vec<Entry> = found.into_iter().flat_map(|found| found.rows).map(Entry::from).collect();
    match way {
        Way::Older => entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.position())),
        Way::Newer => entries.sort_unstable_by_key(Entry::position),
    }
    entries.dedup_by_key(|entry| entry.id);
    entries.retain(|entry| match (cut, way) {
        (None, _) => true,
        (Some(cut), Way::Older) => entry.position() >= cut,
        (Some(cut), Way::Newer) => entry.position() <= cut,
    });
    let has_more = entries.len() > most;
    entries.truncate(most);
    let next = if has_more { entries.last().map(Entry::position) } else { cut };
    Part { entries, next }
}
