//! What a request asks for in its address: a filter, a page, and which attributes (RFC 7644, sections 3.4.2 and 3.9).

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use scim_v2::{Validate, filter::Filter, models::others::TolerantListQuery};
use serde_json::{Map, Value};
use std::future::{Ready, ready};

use super::{not_understood, path};
use crate::{Error, Result};

/// The most that one page holds.
const LARGEST_PAGE: i64 = 500;

/// What is wanted of a collection, or of one resource.
pub struct Query {
    pub filter: Option<Filter>,
    /// From 1 on.
    pub start: i64,
    pub count: i64,
    pub selection: Selection,
}

impl FromRequest for Query {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request.query_string()))
    }
}

impl Query {
    fn of(text: &str) -> Result<Self> {
        let query = actix_web::web::Query::<TolerantListQuery>::from_query(text)
            .map_err(|error| not_understood("invalidValue", error))?
            .into_inner()
            .into_strict()
            .map_err(|error| not_understood("invalidFilter", error))?;
        query.validate().map_err(|error| not_understood("invalidValue", error))?;
        let names = |list: &Option<String>| list.as_deref().map(names_of).unwrap_or_default();
        let selection = Selection { wanted: names(&query.attributes), excluded: names(&query.excluded_attributes) };
        let (start, count) = (query.effective_start_index(), query.effective_count());
        Ok(Self {
            start,
            count: count.map_or(LARGEST_PAGE, |count| count.min(LARGEST_PAGE)),
            selection,
            filter: query.filter,
        })
    }

    /// How many come before the page.
    pub fn offset(&self) -> i64 {
        self.start - 1
    }
}

fn names_of(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Which attributes are wanted.
#[derive(Debug, Default)]
pub struct Selection {
    /// Empty: all.
    wanted: Vec<String>,
    excluded: Vec<String>,
}

/// What every answer has.
const ALWAYS: [&str; 3] = ["schemas", "id", "meta"];

impl Selection {
    /// Whether it is worth looking up.
    pub fn wants(&self, name: &str) -> bool {
        let is = |one: &String| attribute(one).eq_ignore_ascii_case(name);
        (self.wanted.is_empty() || self.wanted.iter().any(is)) && !self.excluded.iter().any(is)
    }

    /// Removes unwanted attributes. Sub-attributes are not distinguished: an attribute is returned as a whole or not
    /// at all.
    pub fn apply(&self, resource: &mut Map<String, Value>) {
        if self.wanted.is_empty() && self.excluded.is_empty() {
            return;
        }
        resource.retain(|name, _| ALWAYS.contains(&name.as_str()) || self.wants(name) || self.wants_part_of(name));
    }

    /// Of an extension.
    fn wants_part_of(&self, name: &str) -> bool {
        name.starts_with("urn:")
            && self.wanted.iter().any(|wanted| wanted.to_lowercase().starts_with(&name.to_lowercase()))
    }
}

/// `emails.value` belongs to `emails`; the part before the last colon is the schema.
fn attribute(path: &str) -> &str {
    let core = "urn:ietf:params:scim:schemas:core:2.0:";
    let name = path.strip_prefix(core).and_then(|rest| rest.split_once(':')).map_or(path, |(_, name)| name);
    if name.starts_with("urn:") { name } else { name.split('.').next().unwrap_or(name) }
}

/// The values of one resource that a filter is compared with.
pub fn is_wanted(filter: Option<&Filter>, resource: &Map<String, Value>) -> bool {
    filter.is_none_or(|filter| super::filter::takes(filter, resource))
}

/// For the id in an address: an invalid one matches nothing.
pub fn id(text: &str) -> Result<uuid::Uuid> {
    text.parse().map_err(|_| Error::not_found("no id that was given out"))
}

/// A text of a resource.
pub fn text<'a>(resource: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    path::get(resource, name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}
