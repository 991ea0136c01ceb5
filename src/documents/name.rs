//! What a document or folder may be called: one rule for requests, imports and uploads.

use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// One step of a path, in Unicode normalization form C, so that a name typed on a Mac (which sends
/// form D) finds what was stored from Windows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a name is refused; `Display` is a sentence for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRefused {
    /// Nothing, or nothing but blanks.
    Empty,
    /// `.` or `..`.
    Dots,
    /// `/` or `\`.
    Separator,
    /// A character that does not print, NUL among them.
    Control,
    /// A character that turns the direction of the text around it: `gpj.exe` would show as `exe.jpg`.
    Bidi,
    /// More than [`Name::LONGEST`] bytes.
    TooLong,
    /// A blank or a dot at the end: Windows drops it, and means another file then.
    End,
    /// A device of Windows: `CON`, `COM1.txt`.
    Device,
}

impl Name {
    /// In bytes of UTF-8; what nearly every file system takes.
    pub const LONGEST: usize = 255;

    /// Takes a name from outside, normalising it first.
    pub fn parse(text: &str) -> Result<Self, NameRefused> {
        let text = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
        match text.as_str() {
            "." | ".." => return Err(NameRefused::Dots),
            blank if blank.trim().is_empty() => return Err(NameRefused::Empty),
            long if long.len() > Self::LONGEST => return Err(NameRefused::TooLong),
            _ => {}
        }
        match text.chars().find_map(refused) {
            Some(reason) => Err(reason),
            None => Ok(Self(text)),
        }
    }

    /// Takes the name of something that is to be made or renamed. More is refused than [`Self::parse`] refuses: what
    /// somebody on Windows could not save. A tree that is imported keeps the names that it has, for a file server on
    /// Linux may hold such names since long, and an import that leaves them out would lose documents.
    pub fn parse_new(text: &str) -> Result<Self, NameRefused> {
        let name = Self::parse(text)?;
        if name.0.ends_with(['.', ' ']) {
            return Err(NameRefused::End);
        }
        // With any extension, too (Microsoft, "Naming Files, Paths, and Namespaces").
        let stem = name.0.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
        let numbered = |device: &str| {
            let mut rest = stem.strip_prefix(device).unwrap_or_default().chars();
            matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        };
        let is_device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT");
        if is_device { Err(NameRefused::Device) } else { Ok(name) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn refused(letter: char) -> Option<NameRefused> {
    match letter {
        '/' | '\\' => Some(NameRefused::Separator),
        // Embeddings, overrides and isolates (Unicode Standard Annex 9); the plain marks U+200E and U+200F
        // reverse nothing and belong to honest Hebrew and Arabic names.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(NameRefused::Bidi),
        // Line and paragraph separator, and the two code points that are no characters.
        '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => Some(NameRefused::Control),
        letter if letter.is_control() => Some(NameRefused::Control),
        _ => None,
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NameRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Empty => text!("name-empty"),
            Self::Dots => text!("name-dots"),
            Self::Separator => text!("name-separator"),
            Self::Control => text!("name-control"),
            Self::Bidi => text!("name-bidi"),
            Self::TooLong => text!("name-too-long"),
            Self::End => text!("name-end"),
            Self::Device => text!("name-device"),
        })
    }
}

impl std::error::Error for NameRefused {}
