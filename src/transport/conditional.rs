//! Conditional requests (RFC 9110, section 13): whether the client has the current state already, and whether a range
//! continues an earlier response.

use std::time::SystemTime;

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue, HttpDate};
use time::OffsetDateTime;

/// What distinguishes one state of a document from another.
#[derive(Debug, Clone)]
pub struct Validators {
    /// With its quotes; always strong, since it names the very bytes.
    pub etag: HeaderValue,
    /// Whole seconds.
    pub last_modified: OffsetDateTime,
    /// From when on this state has been here, in whole seconds. A file says itself when it was changed, so what is older may
    /// come later.
    pub added: OffsetDateTime,
    /// Whether no other version shares this second, which is what makes the date a strong validator
    /// (RFC 9110, section 8.8.2.2).
    pub date_is_strong: bool,
}

/// What the preconditions say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Answer as if there were none.
    Proceed,
    /// 304: the client has it.
    NotModified,
    /// 412: the client speaks of another state.
    Failed,
}

/// Weighs the preconditions of a GET or HEAD in the order of RFC 9110, section 13.2.2.
pub fn weigh(headers: &HeaderMap, validators: &Validators) -> Outcome {
    if headers.contains_key(header::IF_MATCH) {
        if !any_tag(headers, header::IF_MATCH, |weak, tag| !weak && validators.is(tag)) {
            return Outcome::Failed;
        }
    } else if let Some(date) = date(headers, header::IF_UNMODIFIED_SINCE)
        && !validators.is_since(date)
    {
        return Outcome::Failed;
    }
    if headers.contains_key(header::IF_NONE_MATCH) {
        // The weak comparison (section 8.8.3.2): caches on the way may have weakened the tag.
        if any_tag(headers, header::IF_NONE_MATCH, |_, tag| validators.is(tag)) {
            return Outcome::NotModified;
        }
    } else if let Some(date) = date(headers, header::IF_MODIFIED_SINCE)
        && validators.is_since(date)
    {
        return Outcome::NotModified;
    }
    Outcome::Proceed
}

/// Whether a `Range` applies (RFC 9110, section 13.1.5): without `If-Range` always, else only if the client's first
/// part has this very state.
pub fn range_counts(headers: &HeaderMap, validators: &Validators, now: OffsetDateTime) -> bool {
    let mut lines = headers.get_all(header::IF_RANGE);
    let (Some(line), None) = (lines.next(), lines.next()) else { return !headers.contains_key(header::IF_RANGE) };
    if line.as_bytes().starts_with(b"\"") {
        return line == validators.etag;
    }
    // The current second is not over: a second version may still come in it.
    let strong = validators.date_is_strong && now.unix_timestamp() > validators.last_modified.unix_timestamp();
    strong && date(headers, header::IF_RANGE) == Some(validators.last_modified)
}

impl Validators {
    fn is(&self, tag: &[u8]) -> bool {
        self.etag.as_bytes() == tag
    }

    /// Whether it has not been modified since (sections 13.1.3 and 13.1.4): the client has the date from this very
    /// state, or from a time when it was here already.
    fn is_since(&self, date: OffsetDateTime) -> bool {
        self.added <= date || self.date_is_strong && self.last_modified == date
    }

    /// The `Last-Modified` line.
    pub fn last_modified_header(&self) -> HeaderValue {
        let date = HttpDate::from(SystemTime::from(self.last_modified)).to_string();
        HeaderValue::from_str(&date).unwrap_or_else(|_| HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"))
    }
}

/// A date that cannot be read, or two of them, is as good as none (sections 13.1.3 and 13.1.4).
fn date(headers: &HeaderMap, name: HeaderName) -> Option<OffsetDateTime> {
    let mut lines = headers.get_all(name);
    let (Some(line), None) = (lines.next(), lines.next()) else { return None };
    let date: HttpDate = line.to_str().ok()?.parse().ok()?;
    Some(OffsetDateTime::from(SystemTime::from(date)))
}

/// Whether `*` or a tag that `suits` is listed; `suits` gets whether the tag is weak, and the tag with
/// its quotes. Reading stops at the first byte that is no list of tags.
fn any_tag(headers: &HeaderMap, name: HeaderName, suits: impl Fn(bool, &[u8]) -> bool) -> bool {
    headers.get_all(name).any(|line| {
        let mut rest = line.as_bytes();
        if rest.trim_ascii() == b"*" {
            return true;
        }
        loop {
            rest = rest.trim_ascii_start();
            while let Some(after) = rest.strip_prefix(b",") {
                rest = after.trim_ascii_start();
            }
            let weak = rest.starts_with(b"W/");
            let quoted = if weak { &rest[2..] } else { rest };
            let Some(inside) = quoted.strip_prefix(b"\"") else { return false };
            let Some(end) = inside.iter().position(|byte| *byte == b'"') else { return false };
            let (tag, after) = quoted.split_at(end + 2);
            if suits(weak, tag) {
                return true;
            }
            rest = after;
        }
    })
}
