//! `If-Match` (RFC 9110, section 13.1.1): the state that a change is meant for.

use actix_web::http::header::{self, HeaderMap};
use serde_json::json;

use crate::{
    Error, Result,
    documents::{
        changes::{Expected, Tag},
        item::Item,
    },
    storage::content_hash::ContentHash,
    transport::openapi::Parameter,
};

pub const IF_MATCH: Parameter = Parameter::header(
    "ifMatch",
    "If-Match",
    "Entity tags of the states that the change is meant for; without it, whatever it is by now. Weak tags match nothing.",
    || json!({ "type": "string", "pattern": r#"^(\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$"# }),
)
.example("\"7\"");

/// The entity tag of an item.
pub fn etag(item: &Item) -> (header::HeaderName, String) {
    (header::ETAG, format!("\"{}\"", item.revision))
}

/// The precondition of the header; without it there is none. Weak tags and tags of other kinds match nothing.
///
/// # Errors
/// `Invalid` for what is not a list of entity tags.
pub fn expected(headers: &HeaderMap) -> Result<Expected> {
    if !headers.contains_key(header::IF_MATCH) {
        return Ok(Expected::Any);
    }
    let broken = || {
        let sentence = text!("api-no-tag");
        Error::invalid(sentence, "a broken If-Match")
    };
    let lines = headers.get_all(header::IF_MATCH).map(|line| line.to_str().map_err(|_| broken()));
    let list = lines.collect::<Result<Vec<_>>>()?.join(",");
    if list.trim() == "*" {
        return Ok(Expected::Any);
    }
    let (mut tags, mut some, mut rest) = (Vec::new(), false, list.as_str());
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            break;
        }
        let weak = rest.strip_prefix("W/");
        let quoted = weak.unwrap_or(rest).strip_prefix('"').ok_or_else(broken)?;
        let (opaque, after) = quoted.split_once('"').ok_or_else(broken)?;
        let after = after.trim_start_matches([' ', '\t']);
        if !(after.is_empty() || after.starts_with(',')) || opaque.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            return Err(broken());
        }
        if weak.is_none() {
            tags.extend(tag(opaque));
        }
        (some, rest) = (true, after);
    }
    if some { Ok(Expected::OneOf(tags)) } else { Err(broken()) }
}

/// Only in the spelling that we give out.
fn tag(opaque: &str) -> Option<Tag> {
    if let Some(revision) = opaque.parse::<i64>().ok().filter(|revision| revision.to_string() == opaque) {
        return Some(Tag::Revision(revision));
    }
    let hash = ContentHash::try_from(hex::decode(opaque).ok()?).ok()?;
    (hash.to_string() == opaque).then_some(Tag::Content(hash))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue, IF_MATCH};

    use super::*;

    fn of(lines: &[&'static str]) -> Result<Expected> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(IF_MATCH, HeaderValue::from_static(line));
        }
        expected(&headers)
    }

    fn revisions(numbers: &[i64]) -> Expected {
        Expected::OneOf(numbers.iter().copied().map(Tag::Revision).collect())
    }

    #[test]
    fn a_list_of_tags_is_read_and_weak_ones_match_nothing() {
        assert_eq!(of(&[]).unwrap(), Expected::Any);
        assert_eq!(of(&["*"]).unwrap(), Expected::Any);
        assert_eq!(of(&["\"7\""]).unwrap(), revisions(&[7]));
        assert_eq!(of(&["\"7\" , W/\"8\",\"9\"", "\"10\""]).unwrap(), revisions(&[7, 9, 10]));
        assert_eq!(of(&["W/\"7\""]).unwrap(), revisions(&[]));
        assert_eq!(of(&["\"07\", \"+7\", \"seven\", \"\""]).unwrap(), revisions(&[]));
    }

    #[test]
    fn what_is_no_list_of_tags_is_refused() {
        for line in ["", "7", "\"7", "\"7\" \"8\"", "*, \"7\"", "w/\"7\"", "\"a b\"", ",", "\"7\"x"] {
            assert!(of(&[line]).is_err(), "{line}");
        }
    }
}
