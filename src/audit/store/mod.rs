//! All SQL on the table `audit_events`.

mod about;
mod insert;
mod retention;
mod scan;

pub use self::{
    about::about,
    insert::{insert, insert_all},
    retention::{kinds, remove},
    scan::{end_of_window, newer, older},
};

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Filter, Position};

/// A row as it is.
pub struct EventRow {
    pub id: i64,
    pub at: OffsetDateTime,
    pub kind: String,
    pub actor: Option<String>,
    pub via: Option<String>,
    pub request_id: String,
    pub address: Option<String>,
    pub item: Option<Uuid>,
    /// JSON.
    pub detail: String,
}

/// The one index that a query goes along.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    Request(&'a str),
    Item(Uuid),
    Actor(&'a str),
    Kind(&'a str),
    Via(&'a str),
    Time,
    /// What `audit_about` finds, in no order.
    About(&'a [String]),
}

/// A part of the record between two positions, both excluded.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    pub after: Position,
    pub before: Position,
}

/// What a query needs besides its source.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    pub filter: &'a Filter,
    pub range: Range,
    /// How many rows it returns at most.
    pub most: i64,
}

/// How many rows of an index one query reads at most. Two filters at once are met by the index of one of them, and by
/// looking at its rows; so a page takes a bounded time even where nothing fits both.
pub const WINDOW: i64 = 5000;

impl<'a> Source<'a> {
    fn is_time(self) -> bool {
        matches!(self, Self::Time)
    }

    fn request(self) -> Option<&'a str> {
        if let Self::Request(request) = self { Some(request) } else { None }
    }

    fn item(self) -> Option<Uuid> {
        if let Self::Item(item) = self { Some(item) } else { None }
    }

    fn actor(self) -> Option<&'a str> {
        if let Self::Actor(actor) = self { Some(actor) } else { None }
    }

    fn kind(self) -> Option<&'a str> {
        if let Self::Kind(kind) = self { Some(kind) } else { None }
    }

    fn via(self) -> Option<&'a str> {
        if let Self::Via(via) = self { Some(via) } else { None }
    }
}
