//! Alarms that the program raises by itself.

use serde_json::{Value, json};

/// An alarm began, or ended. Each running copy of the program has its own.
#[derive(Clone, PartialEq, Eq)]
pub enum AlarmEvent {
    Raised {
        /// Which alarm, in a word.
        what: &'static str,
        /// What was measured, in the alarm's unit.
        count: u64,
        /// What is usual, or the limit.
        usual: u64,
    },
    Ended {
        what: &'static str,
        count: u64,
        usual: u64,
    },
}

impl AlarmEvent {
    /// As the table spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Raised { .. } => "alarm_raised",
            Self::Ended { .. } => "alarm_ended",
        }
    }

    /// The details; always an object.
    pub fn detail(&self) -> Value {
        let (Self::Raised { what, count, usual } | Self::Ended { what, count, usual }) = self;
        json!({ "what": what, "count": count, "usual": usual })
    }
}
