//! What the record keeps of itself.

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// What was done with the record.
#[derive(Clone, PartialEq, Eq)]
pub enum RecordEvent {
    /// Somebody took rows of it out as a file.
    Exported {
        /// `csv` or `jsonl`.
        format: &'static str,
        /// Which rows: the filters by their names in addresses.
        filter: Value,
    },
    /// Rows were removed because their retention was over.
    Removed {
        kind: String,
        /// Those that are older than this.
        before: OffsetDateTime,
        rows: u64,
    },
}

impl RecordEvent {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Exported { .. } => "record_exported",
            Self::Removed { .. } => "record_removed",
        }
    }

    pub(super) fn detail(&self) -> Value {
        match self {
            Self::Exported { format, filter } => json!({ "format": format, "filter": filter }),
            Self::Removed { kind, before, rows } => {
                json!({ "kind": kind, "before": before.format(&Rfc3339).ok(), "rows": rows })
            }
        }
    }
}
