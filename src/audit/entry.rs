//! A row of the record as it was written.

use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Position, store::EventRow};

/// What happened once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub at: OffsetDateTime,
    /// One of [`super::KINDS`], or one that another version of the program knows.
    pub kind: String,
    /// A user key, or the name of a command; `None`: nobody is known.
    pub actor: Option<String>,
    /// How they were authenticated, as `Via` has it; `None` in old rows.
    pub via: Option<String>,
    /// The number of the request, or the name of a command.
    pub request: String,
    /// The network address that it came from.
    pub address: Option<String>,
    pub item: Option<Uuid>,
    /// A JSON object, as text.
    pub detail: String,
}

impl Entry {
    pub fn position(&self) -> Position {
        Position { at: self.at, id: self.id }
    }

    /// The details; an empty object where they are none.
    pub fn details(&self) -> Value {
        serde_json::from_str(&self.detail).unwrap_or_else(|_| Value::Object(serde_json::Map::new()))
    }
}

impl From<EventRow> for Entry {
    fn from(row: EventRow) -> Self {
        let EventRow { id, at, kind, actor, via, request_id: request, address, item, detail } = row;
        Self { id, at, kind, actor, via, request, address, item, detail }
    }
}
