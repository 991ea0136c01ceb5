//! What the record keeps of requests that were refused with 401 or 403.

use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// One refusal, or the number of many.
#[derive(Clone, PartialEq, Eq)]
pub enum RefusalEvent {
    One {
        method: String,
        /// The pattern of the address, which holds nothing that somebody typed.
        route: String,
        status: u16,
    },
    /// Those of one person or network within a minute that have no row of their own.
    Many {
        number: u64,
        /// Of those whose person is not known.
        network: Option<String>,
        since: OffsetDateTime,
    },
}

impl RefusalEvent {
    /// As the table spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::One { .. } => "request_refused",
            Self::Many { .. } => "refusals_counted",
        }
    }

    pub(super) fn detail(&self) -> Value {
        match self {
            Self::One { method, route, status } => json!({ "method": method, "route": route, "status": status }),
            Self::Many { number, network, since } => {
                json!({ "number": number, "network": network, "since": since.format(&Rfc3339).ok() })
            }
        }
    }
}
