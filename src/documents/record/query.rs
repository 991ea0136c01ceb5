//! Which rows somebody wants to see, as addresses and forms say it.

use serde::Deserialize;
use serde_json::{Map, Value};
use time::Date;

use crate::{Error, Result, audit::Via, database::days};

/// More than any of them has; what is longer finds nothing.
const LONGEST: usize = 1000;

/// As they were typed. What is empty does not filter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RecordWords {
    pub person: String,
    pub item: String,
    pub kind: String,
    pub via: String,
    pub request: String,
    pub since: String,
    pub until: String,
    pub zone: String,
}

/// The same, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordQuery {
    /// An e-mail address, a user key, or the name of a command.
    pub person: String,
    /// An id, or a path.
    pub item: String,
    pub kind: String,
    pub via: String,
    pub request: String,
    /// Days, both included.
    pub since: Option<Date>,
    pub until: Option<Date>,
    /// The time zone whose days are meant; UTC if none is said.
    pub zone: Option<String>,
}

impl RecordQuery {
    /// # Errors
    /// `Invalid`, with a sentence for the person.
    pub fn read(words: &RecordWords) -> Result<Self> {
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => match days::date(text) {
                Some(date) => Ok(Some(date)),
                None => Err(Error::invalid(text!("search-no-date"), "a filter of the record that is no day")),
            },
        };
        let zone = match words.zone.trim() {
            "" => None,
            zone => Some(days::zone(zone).ok_or_else(no_zone)?),
        };
        let (kind, via) = (words.kind.clone(), words.via.clone());
        if !kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            return Err(Error::invalid(text!("record-no-kind"), "a kind of event that cannot be"));
        }
        if !via.is_empty() && Via::ALL.iter().all(|known| known.as_str() != via) {
            return Err(Error::invalid(text!("record-no-via"), "a way that cannot be"));
        }
        Ok(Self {
            person: plain(&words.person),
            item: plain(&words.item),
            kind,
            via,
            request: plain(&words.request),
            since: day(&words.since)?,
            until: day(&words.until)?,
            zone,
        })
    }

    /// The same in the form in which an address has it; what is not set is left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { person, item, kind, via, request, since, until, zone } = self;
        let day = |date: &Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        // A zone alone filters nothing.
        let zone = zone.clone().filter(|_| since.is_some() || until.is_some()).unwrap_or_default();
        let all = [
            ("person", person.clone()),
            ("item", item.clone()),
            ("kind", kind.clone()),
            ("via", via.clone()),
            ("request", request.clone()),
            ("since", day(since)),
            ("until", day(until)),
            ("zone", zone),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// For the row that says what was exported.
    pub(super) fn as_json(&self) -> Value {
        let pairs = self.pairs().into_iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
        Value::Object(pairs.collect::<Map<_, _>>())
    }
}

pub(super) fn no_zone() -> Error {
    Error::invalid(text!("search-no-zone"), "a filter of the record in a time zone that is unknown")
}

fn plain(value: &str) -> String {
    let value: String =
        value.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect();
    value.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_understood_or_refused() {
        let words = |change: fn(&mut RecordWords)| {
            let mut words = RecordWords::default();
            change(&mut words);
            RecordQuery::read(&words)
        };
        let query = words(|words| {
            words.person = " ada@example.com\0".to_owned();
            words.until = "2026-12-02".to_owned();
            words.zone = "Europe/Berlin".to_owned();
        })
        .unwrap();
        let pairs = [("person", "ada@example.com"), ("until", "2026-12-02"), ("zone", "Europe/Berlin")];
        assert_eq!(query.pairs(), pairs.map(|(name, value)| (name, value.to_owned())));
        assert!(words(|words| words.zone = "Europe/Berlin".to_owned()).unwrap().pairs().is_empty());
        assert!(words(|words| words.kind = "it's".to_owned()).is_err());
        assert!(words(|words| words.kind = "\u{84}".to_owned()).is_err());
        assert!(words(|words| words.via = "pigeon".to_owned()).is_err());
        assert!(words(|words| words.since = "yesterday".to_owned()).is_err());
        assert!(words(|words| words.zone = "a'b".to_owned()).is_err());
    }
}
