//! A row of the record on a page.

use serde_json::Value;
use time::OffsetDateTime;

use super::{address::address, words};
use crate::{
    documents::{item::Who, record::RecordLine},
    texts::markup::{self, Marked},
};

/// Whether names lead to the rows that have them, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// To the record of administrators.
    Followed,
    Plain,
}

/// A name, and where it leads.
pub struct Named {
    pub name: String,
    pub link: Option<String>,
}

/// What a row is about.
pub struct Thing {
    pub name: String,
    /// Its page, where it is there and may be seen.
    pub link: Option<String>,
    /// The rows about it.
    pub follow: Option<String>,
}

pub struct Row {
    pub id: i64,
    pub at: OffsetDateTime,
    pub who: Named,
    /// The name of the person to whom it was done is a link, where it leads anywhere.
    pub what: Marked,
    pub thing: Option<Thing>,
    pub via: String,
    /// The network address; empty where it is not known, or not for this reader.
    pub address: String,
    pub request: Option<Named>,
    /// Names as programs read them, with what they say.
    pub details: Vec<(String, String)>,
}

impl Row {
    pub fn of(line: RecordLine, links: Links) -> Self {
        let follow = |name: &str, value: &str| {
            (links == Links::Followed).then(|| address("/admin/record", &[(name, value.to_owned())], None))
        };
        let who = match &line.who {
            Some(Who { key, name }) => Named { name: name.clone(), link: follow("person", key) },
            None => Named { name: text!("record-nobody"), link: None },
        };
        // A group or a role is nobody who did something.
        let is_somebody = |whom: &&Who| whom.key.contains(['|', '@']);
        let whom = line.whom.as_ref().filter(is_somebody);
        let what = match whom.and_then(|whom| follow("person", &whom.key)) {
            Some(address) => markup::linked_name(words::what(&line), address),
            None => markup::named(words::what(&line)),
        };
        let request = Some(line.entry.request.clone()).filter(|request| !request.is_empty());
        let request = request.map(|request| Named { link: follow("request", &request), name: request });
        Self {
            id: line.entry.id,
            at: line.entry.at,
            who,
            what,
            thing: thing(&line, &follow),
            via: line.entry.via.as_deref().map(words::via).unwrap_or_default(),
            address: line.entry.address.unwrap_or_default(),
            request,
            details: details(&line.details),
        }
    }
}

impl Row {
    pub fn has_details(&self) -> bool {
        self.request.is_some() || !self.details.is_empty()
    }
}

fn thing(line: &RecordLine, follow: &impl Fn(&str, &str) -> Option<String>) -> Option<Thing> {
    let id = line.entry.item;
    let root = |path: &str| match path.trim_matches('/') {
        "" => text!("root-folder"),
        path => path.to_owned(),
    };
    let (name, page) = match (&line.item, &line.path) {
        (Some(item), _) => (root(&item.path), Some(item.link())),
        (None, Some(path)) => (root(path), None),
        (None, None) => (id.map(|_| text!("record-hidden"))?, None),
    };
    Some(Thing { name, link: page, follow: id.and_then(|id| follow("item", &id.to_string())) })
}

fn details(details: &Value) -> Vec<(String, String)> {
    let said = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let members = details.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| (name.clone(), said(value))).collect()
}
