//! Addresses of parts of the record: the filters, and where a page begins.

use serde::Deserialize;

use crate::{
    Result,
    audit::{Mark, Way},
    documents::{
        cursor,
        record::{RecordPage, RecordPart, RecordWords},
    },
};

/// How many rows a page has.
const LINES: usize = 50;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    pub words: RecordWords,
    /// A cursor: the rows before it.
    #[serde(default)]
    older: String,
    /// A cursor: the rows after it.
    #[serde(default)]
    newer: String,
}

impl Asked {
    /// # Errors
    /// `Invalid` for a cursor that none of these pages has given out.
    pub fn part(&self) -> Result<RecordPart> {
        let read = |text: &str| if text.is_empty() { Ok(None) } else { cursor::read::<Mark>(text).map(Some) };
        let (older, newer) = (read(&self.older)?, read(&self.newer)?);
        Ok(match newer {
            Some(_) if older.is_none() => RecordPart { way: Way::Newer, from: newer, most: LINES },
            _ => RecordPart { from: older, ..RecordPart::newest(LINES) },
        })
    }
}

/// Where the pages around this one are.
#[derive(Debug, Default)]
pub struct Around {
    /// `None`: this is the newest.
    pub newest: Option<String>,
    pub newer: Option<String>,
    pub older: Option<String>,
}

impl Around {
    pub fn of(base: &str, pairs: &[(&'static str, String)], asked: &Asked, page: &RecordPage) -> Self {
        let at = |name, mark: Option<Mark>| {
            mark.and_then(|mark| cursor::write(&mark).ok()).map(|cursor| address(base, pairs, Some((name, &cursor))))
        };
        let is_newest = asked.older.is_empty() && asked.newer.is_empty();
        Self {
            newest: (!is_newest).then(|| address(base, pairs, None)),
            newer: at("newer", page.newer),
            older: at("older", page.older),
        }
    }
}

pub fn address(base: &str, pairs: &[(&str, String)], cursor: Option<(&str, &str)>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    query.extend_pairs(cursor);
    match query.finish() {
        query if query.is_empty() => base.to_owned(),
        query => format!("{base}?{query}"),
    }
}
