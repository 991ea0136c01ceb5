//! The record as a file. It is read in steps as it is sent, each of them a query of its own: so it takes the memory of one
//! step, and no connection while the receiver is slow.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{RecordQuery, line::who, part::Resolved, view::View};
use crate::{
    Error, Result,
    access::{
        csv_list,
        ladder::{Admin, Employee},
        subjects::Subjects,
    },
    audit::{Actor, Asked, Entry, Event, Position, RecordEvent, Way},
    documents::{
        service::Documents,
        store::{self, Called},
    },
};

/// How many rows one step has.
const STEP: usize = 4000;

/// So many names are remembered between steps.
const REMEMBERED: usize = 10_000;

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table in text (RFC 4180), for spreadsheets: no cell is taken for a formula.
    Csv,
    /// A JSON object on each line.
    JsonLines,
}

impl Format {
    /// The end of the file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/jsonl; charset=utf-8",
        }
    }
}

const TITLES: [&str; 12] =
    ["id", "at", "kind", "actor", "name", "email", "via", "request", "address", "item", "path", "detail"];

/// A row in the file; its details come after it as they are.
#[derive(Serialize)]
struct Row<'a> {
    id: i64,
    /// RFC 3339, in UTC, as exact as the database is.
    at: String,
    kind: &'a str,
    actor: Option<&'a str>,
    /// The person's name, as it is now.
    name: Option<&'a str>,
    email: Option<&'a str>,
    via: Option<&'a str>,
    /// `None`: not for this reader.
    request: Option<&'a str>,
    address: Option<&'a str>,
    item: Option<Uuid>,
    /// Where that was then.
    path: Option<&'a str>,
}

/// Where an item was, in details; as `line::path_in`.
#[derive(Default, Deserialize)]
struct Place<'a> {
    #[serde(borrow, default)]
    path: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    to: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    into: Option<Cow<'a, str>>,
}

/// An export under way.
pub struct Export {
    documents: Arc<Documents>,
    view: View,
    asked: Resolved,
    format: Format,
    called: HashMap<String, Called>,
    /// `None`: all of it has been read.
    from: Option<Position>,
    /// Nothing has been read yet.
    is_first: bool,
}

impl Export {
    /// All that an administrator asks for. Nothing of it may leave before [`Self::note`].
    ///
    /// # Errors
    /// `Invalid` for an item that is not there and a time zone that is unknown.
    pub async fn of_all(
        documents: &Arc<Documents>,
        admin: &Admin,
        query: &RecordQuery,
        format: Format,
    ) -> Result<Self> {
        let asked = documents.resolved(admin.person().subjects(), query).await?;
        Ok(Self::new(documents, View::Everything, asked, format))
    }

    /// What a person did and what was done to them.
    ///
    /// # Errors
    /// As [`Self::of_all`].
    pub async fn of_own(
        documents: &Arc<Documents>,
        employee: &Employee,
        query: &RecordQuery,
        format: Format,
    ) -> Result<Self> {
        let asked = documents.resolved_own(employee.person(), query).await?;
        Ok(Self::new(documents, View::Own(employee.person().key()), asked, format))
    }

    /// All that an operator asks for.
    ///
    /// # Errors
    /// As [`Self::of_all`].
    pub async fn by_operator(documents: &Arc<Documents>, query: &RecordQuery, format: Format) -> Result<Self> {
        let asked = documents.resolved(Subjects::operator().names(), query).await?;
        Ok(Self::new(documents, View::Everything, asked, format))
    }

    fn new(documents: &Arc<Documents>, view: View, asked: Resolved, format: Format) -> Self {
        let (documents, from) = (documents.clone(), Some(asked.after));
        Self { documents, view, asked, format, called: HashMap::new(), from, is_first: true }
    }

    /// Writes into the record that it is exported (I8).
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note(&self, actor: &Actor, query: &RecordQuery) -> Result<()> {
        let event = RecordEvent::Exported { format: self.format.as_str(), filter: query.as_json() };
        self.documents.audit.note(actor, Event::Record(event)).await
    }

    /// The next bytes; `None`: that was all. The oldest rows come first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let mut out = Vec::new();
        if std::mem::take(&mut self.is_first) && self.format == Format::Csv {
            out = csv_list::write(&TITLES, std::iter::empty())?;
        }
        while let Some(after) = self.from {
            let asked = Asked { after, before: self.asked.before, way: Way::Newer, most: STEP };
            let part = self.documents.audit.read(&self.asked.filter, &asked).await?;
            self.from = part.next;
            let entries: Vec<Entry> = part.entries.into_iter().map(|entry| self.view.cut_raw(entry)).collect();
            self.learn(&entries).await?;
            self.write(&entries, &mut out)?;
            if !out.is_empty() {
                break;
            }
        }
        Ok(Some(Bytes::from(out)).filter(|bytes| !bytes.is_empty()))
    }

    /// Looks up the people whose names are not known yet.
    async fn learn(&mut self, entries: &[Entry]) -> Result<()> {
        if self.called.len() > REMEMBERED {
            self.called.clear();
        }
        let actors = entries.iter().filter_map(|entry| entry.actor.as_ref());
        let mut keys: Vec<String> = actors.filter(|key| !self.called.contains_key(*key)).cloned().collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            return Ok(());
        }
        let database = &self.documents.database;
        let mut found = database.look_up(|| store::called(database.pool(), &keys)).await?;
        for key in keys {
            let called = found
                .remove(&key)
                .unwrap_or_else(|| Called { name: who(&HashMap::new(), &key).name, email: String::new() });
            self.called.insert(key, called);
        }
        Ok(())
    }

    fn write(&self, entries: &[Entry], out: &mut Vec<u8>) -> Result<()> {
        let mut table = csv::Writer::from_writer(Vec::new());
        for entry in entries {
            let called = entry.actor.as_ref().and_then(|actor| self.called.get(actor));
            let Place { path, to, into } = serde_json::from_str(&entry.detail).unwrap_or_default();
            let path = path.or(to).or(into);
            let row = Row {
                id: entry.id,
                at: moment(entry.at),
                kind: &entry.kind,
                actor: entry.actor.as_deref(),
                name: called.map(|called| called.name.as_str()),
                email: called.map(|called| called.email.as_str()),
                via: entry.via.as_deref(),
                request: Some(entry.request.as_str()).filter(|request| !request.is_empty()),
                address: entry.address.as_deref(),
                item: entry.item,
                path: path.as_deref(),
            };
            match self.format {
                Format::JsonLines => {
                    serde_json::to_writer(&mut *out, &row).map_err(Error::internal)?;
                    // Without the brace at the end, for the details, which PostgreSQL writes on one line.
                    out.truncate(out.len() - 1);
                    out.extend_from_slice(b",\"detail\":");
                    out.extend_from_slice(entry.detail.as_bytes());
                    out.extend_from_slice(b"}\n");
                }
                Format::Csv => row.write_into(&mut table, &entry.detail)?,
            }
        }
        out.extend(table.into_inner().map_err(|error| Error::internal(error.to_string()))?);
        Ok(())
    }
}

impl Row<'_> {
    fn write_into(&self, table: &mut csv::Writer<Vec<u8>>, detail: &str) -> Result<()> {
        let (id, item) = (self.id.to_string(), self.item.map(|item| item.to_string()));
        let cells = [
            Some(id.as_str()),
            Some(&self.at),
            Some(self.kind),
            self.actor,
            self.name,
            self.email,
            self.via,
            self.request,
            self.address,
            item.as_deref(),
            self.path,
            Some(detail),
        ];
        let cells = cells.map(|cell| csv_list::harmless(cell.unwrap_or_default()));
        table.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(Error::internal)
    }
}

fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
