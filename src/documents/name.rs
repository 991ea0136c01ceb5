//! The name of a document or folder: one rule for requests, imports and uploads.

use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::documents::visible;

/// One step of a path, in Unicode normalization form C, so that a name typed on a Mac (which sends
/// form D) finds what was stored from Windows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// What no name on Windows can hold, besides the separators (Microsoft, "Naming Files, Paths, and Namespaces").
pub const NOT_ON_WINDOWS: &[char] = &['<', '>', '"', '|', '?', '*', ':'];

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
    /// A blank of any kind or a dot at the end: Windows removes the usual ones, and then means another file; others
    /// are invisible.
    End,
    /// A device of Windows: `CON`, `COM1.txt`.
    Device,
    /// One of [`NOT_ON_WINDOWS`].
    Windows,
    /// A character that is invisible in its position, such as a zero-width space.
    Unseen,
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

    /// Parses the name of something that is about to be created or renamed. It refuses more than [`Self::parse`]
    /// does: names that Windows could not save. An imported tree keeps its names, because a file server on Linux may
    /// have had such names for years, and an import that skips them would lose documents.
    pub fn parse_new(text: &str) -> Result<Self, NameRefused> {
        let name = Self::parse(text)?;
        if visible::is_blank(&name.0) {
            return Err(NameRefused::Empty);
        }
        if name.0.contains(NOT_ON_WINDOWS) {
            return Err(NameRefused::Windows);
        }
        if visible::hides_something(&name.0) {
            return Err(NameRefused::Unseen);
        }
        if name.0.ends_with(|letter| letter == '.' || visible::is_gap(letter)) {
            return Err(NameRefused::End);
        }
        if is_device(&name.0) { Err(NameRefused::Device) } else { Ok(name) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether Windows means a device by it: with any extension, too, and with blanks before that (Microsoft, "Naming
/// Files, Paths, and Namespaces"; `CONIN$` and `CONOUT$` are the console's two sides).
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        let mut rest = stem.strip_prefix(device).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

/// `plan (2).pdf`: the number comes before the extension, if the name has one, and the name stays within its 255
/// bytes.
pub fn numbered(name: &str, number: usize, has_ending: bool) -> String {
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if has_ending && dot > 0 && name.len() - dot <= 16 => name.split_at(dot),
        _ => (name, ""),
    };
    let mark = format!(" ({number})");
    let room = Name::LONGEST.saturating_sub(mark.len() + ending.len());
    let cut = (0..=room.min(stem.len())).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or_default();
    format!("{}{mark}{ending}", stem[..cut].trim_end())
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
            Self::Windows => text!("name-windows"),
            Self::Unseen => text!("name-unseen"),
        })
    }
}

impl std::error::Error for NameRefused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_before_the_ending() {
        assert_eq!(numbered("plan.pdf", 2, true), "plan (2).pdf");
        assert_eq!(numbered("plan", 3, true), "plan (3)");
        assert_eq!(numbered("v1.2", 2, false), "v1.2 (2)");
        assert_eq!(numbered(".env", 2, true), ".env (2)");
        assert_eq!(numbered("v1.2 of the plan for everybody", 2, true), "v1.2 of the plan for everybody (2)");
    }

    #[test]
    fn a_long_name_stays_within_255_bytes_and_whole_letters() {
        let long = format!("{}.pdf", "ä".repeat(125));
        let numbered = numbered(&long, 12, true);
        assert!(numbered.len() <= Name::LONGEST, "{}", numbered.len());
        assert!(numbered.ends_with("ä (12).pdf"), "{numbered}");
        assert!(Name::parse(&numbered).is_ok());
    }
}
