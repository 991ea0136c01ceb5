//! `Content-Disposition` (RFC 6266): the name under which a document is saved, in a form for every client.

use std::fmt::Write;

use actix_web::http::header::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// All but `attr-char` (RFC 8187, section 3.2.1).
const IN_EXT_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// What a browser does with a document that a person opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Saves it.
    Attachment,
    /// Shows it, if it can.
    Inline,
}

impl Disposition {
    /// The header for a document of that name: `filename` for old clients, `filename*` for all others.
    pub fn header(self, name: &str) -> HeaderValue {
        let mut value = String::from(match self {
            Self::Attachment => "attachment",
            Self::Inline => "inline",
        });
        // Writing to a String cannot fail.
        let _ = write!(value, "; filename=\"{}\"", plain(name));
        let _ = write!(value, "; filename*=UTF-8''{}", utf8_percent_encode(name, IN_EXT_VALUE));
        HeaderValue::from_str(&value).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
    }
}

/// The name in letters that need no escape: accents dropped, all else that could be misread becomes `_`.
/// A percent sign is among it, because some clients decode escapes even here (RFC 6266, appendix D).
fn plain(name: &str) -> String {
    let bare = name.nfd().filter(|letter| !is_combining_mark(*letter));
    bare.map(|letter| match letter {
        '"' | '\\' | '%' => '_',
        ' '..='~' => letter,
        _ => '_',
    })
    .collect()
}
