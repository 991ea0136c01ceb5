//! A target on this site, parsed from untrusted input: the deep link that survives a sign-in. Anything that a browser
//! could take for another site is not a local path (RFC 9700, section 4.11).

use std::fmt;

use percent_encoding::{percent_decode, percent_decode_str};
use time::OffsetDateTime;
use url::{Position, Url};

/// Path and query on this site, as in a URL; never another site, never the sign-in itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// The most bytes that are looked at; proxies in front of a site mostly take no longer address.
    pub const LONGEST: usize = 8 * 1024;

    /// The start page.
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > Self::LONGEST || !text.starts_with('/') || !is_plain(text) {
            return None;
        }
        // The judge is the parser that browsers share (WHATWG URL): it must stay on a host that it cannot know.
        let site = Url::parse("http://site.invalid/").ok()?;
        let url = site.join(text).ok()?;
        if url.origin() != site.origin() || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        if !stays_below_the_root(url.path()) || is_sign_in(url.path()) {
            return None;
        }
        Some(Self(url[Position::BeforePath..Position::AfterQuery].to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same target in fewer bytes, where space is limited: characters beyond ASCII are written unencoded, which
    /// is a third of their percent-encoding. [`LocalPath::parse`] turns it back into the same value.
    pub fn compact(&self) -> String {
        let mut bytes = Vec::with_capacity(self.0.len());
        let mut rest = self.0.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let letter = rest.get(..3).filter(|_| *first == b'%').and_then(|three| percent_decode(three).next());
            // An escaped ASCII letter means something else than the letter itself.
            if let Some(byte) = letter.filter(|byte| !byte.is_ascii()) {
                bytes.push(byte);
                rest = &rest[3..];
            } else {
                bytes.push(*first);
                rest = after;
            }
        }
        let shorter = String::from_utf8(bytes).ok().filter(|text| Self::parse(text).as_ref() == Some(self));
        shorter.unwrap_or_else(|| self.0.clone())
    }

    /// With `_=<unix time>` in the query, so that no cached copy of the page from before the sign-in is
    /// shown; an earlier one is replaced.
    pub fn with_time(&self, now: OffsetDateTime) -> Self {
        let (path, query) = self.0.split_once('?').unwrap_or((&self.0, ""));
        let mut pairs: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("_=")).collect();
        let stamp = format!("_={}", now.unix_timestamp());
        pairs.push(&stamp);
        Self(format!("{path}?{}", pairs.join("&")))
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// No letter that browsers drop, turn or read as another: controls, blanks at the ends, backslashes.
fn is_plain(text: &str) -> bool {
    !text.contains('\\') && !text.chars().any(char::is_control) && !text.starts_with("//") && text.trim() == text
}

/// A server or proxy behind us may decode the path again, or twice: it must still be harmless then.
fn stays_below_the_root(path: &str) -> bool {
    let mut path = path.to_owned();
    for _ in 0..4 {
        let climbs = path.split('/').any(|segment| segment == ".." || segment == ".");
        if path.starts_with("//") || climbs || !is_plain(&path) {
            return false;
        }
        let Ok(decoded) = percent_decode_str(&path).decode_utf8() else { return false };
        if decoded == path {
            return true;
        }
        path = decoded.into_owned();
    }
    false // encoded more than three times over: no page of ours is
}

/// Coming back to the sign-in after signing in would be a loop.
fn is_sign_in(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let first = percent_decode_str(first).decode_utf8_lossy().to_ascii_lowercase();
    matches!(first.as_str(), "login" | "logout" | "callback")
}
