//! `Range` (RFC 9110, section 14). One range is answered with exactly those bytes; several in one request are ignored
//! and the whole is sent, as section 14.2 allows, because no browser and no download manager requests several, and
//! multipart responses are a known way to make a server work hard for one small request. A malformed range is ignored
//! as well.

use std::ops::Range;

use actix_web::http::header::HeaderValue;

/// The requested part of a document of known length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// No range, one in a foreign unit, a broken one, or several.
    Whole,
    /// These bytes; never empty, always inside the document.
    Part(Range<u64>),
    /// Nothing of the document: 416.
    Nothing,
}

/// Reads all `Range` lines of a request for a document of `length` bytes. Takes no memory, however many
/// ranges are listed.
pub fn asked<'a>(lines: impl Iterator<Item = &'a HeaderValue>, length: u64) -> Asked {
    let mut lines = lines.map(HeaderValue::to_str);
    let (Some(Ok(line)), None) = (lines.next(), lines.next()) else { return Asked::Whole };
    let Some((unit, set)) = line.split_once('=') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    // A list may hold empty members (RFC 9110, section 5.6.1.2).
    let mut specs = set.split(',').map(|spec| spec.trim_matches([' ', '\t'])).filter(|spec| !spec.is_empty());
    let (Some(spec), None) = (specs.next(), specs.next()) else { return Asked::Whole };
    one(spec, length).unwrap_or(Asked::Whole)
}

fn one(spec: &str, length: u64) -> Option<Asked> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let suffix = number(last)?;
        return Some(match (suffix, length) {
            (0, _) => Asked::Nothing,
            // Satisfiable by section 14.1.2, but Content-Range cannot say "no bytes of none".
            (_, 0) => Asked::Whole,
            (suffix, length) => Asked::Part(length.saturating_sub(suffix)..length),
        });
    }
    let first = number(first)?;
    let last = if last.is_empty() { u64::MAX } else { number(last)? };
    // "From the beginning", which players and download managers request for any document: for an empty one that is
    // all of it, which is nothing. Section 15.5.17 has 416 for ranges that begin *after* the end, and 206 cannot
    // express "no bytes of none".
    if length == 0 && first == 0 {
        return Some(Asked::Whole);
    }
    // "5-4" is not a range; section 14.2 lets us ignore or reject it, and a client that counts wrong should know.
    if first >= length || last < first {
        return Some(Asked::Nothing);
    }
    Some(Asked::Part(first..last.saturating_add(1).min(length)))
}

/// `1*DIGIT`; what does not fit is as good as endless.
fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}
