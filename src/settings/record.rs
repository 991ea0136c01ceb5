//! How long the record keeps its rows.

use std::collections::BTreeMap;

use time::Duration;

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const RECORD_RETENTION: Variable = Variable::new(
    "RECORD_RETENTION",
    "",
    "document_downloaded:365,request_refused:90",
    "Days for which the audit log keeps rows: for a kind as kind:days, for all others as days; with commas between; empty: for ever.",
);

/// A hundred years.
const LONGEST: i64 = 36_500;

/// How long rows are kept, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordRetention {
    /// `None`: for ever.
    others: Option<Duration>,
    kinds: BTreeMap<String, Duration>,
}

impl RecordRetention {
    /// Nothing is ever removed.
    pub fn is_for_ever(&self) -> bool {
        self.others.is_none() && self.kinds.is_empty()
    }

    /// How long rows of this kind are kept; `None`: for ever.
    pub fn of(&self, kind: &str) -> Option<Duration> {
        self.kinds.get(kind).copied().or(self.others)
    }

    /// `None`: it makes no sense.
    fn parse(text: &str) -> Option<Self> {
        let days = |text: &str| {
            let days: i64 = text.trim().parse().ok()?;
            (1..=LONGEST).contains(&days).then(|| Duration::days(days))
        };
        let mut retention = Self::default();
        for part in text.split(',') {
            let is_new = match part.split_once(':') {
                Some((kind, text)) => retention.kinds.insert(word(kind.trim())?, days(text)?).is_none(),
                None => retention.others.replace(days(part)?).is_none(),
            };
            if !is_new {
                return None;
            }
        }
        Some(retention)
    }
}

/// A kind, as the record spells it.
fn word(text: &str) -> Option<String> {
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_word.then(|| text.to_owned())
}

pub(super) fn read(variables: &mut Variables<'_>) -> RecordRetention {
    let Some(text) = variables.text(&RECORD_RETENTION) else { return RecordRetention::default() };
    RecordRetention::parse(&text).unwrap_or_else(|| {
        let problem = format!("{} is no list of kind:days, or days, from 1 to {LONGEST}.", shown(&text));
        variables.problem(&RECORD_RETENTION, problem);
        RecordRetention::default()
    })
}
