//! Which reader a document needs: by its media type, and by its first bytes where the type says nothing.

/// What the child says when there is nothing to read. The indexer knows it again.
pub const UNSUPPORTED: &str = "there is no text in this kind of document";

/// A reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Html,
    Pdf,
    /// A zip archive with XML in it: Office Open XML or OpenDocument.
    Office,
}

/// What can be said before a byte is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// From any beginning of it.
    InPart,
    /// Only from all of it.
    Whole,
    No,
    /// Its first [`HEAD`] bytes tell.
    Perhaps,
}

/// How many first bytes tell what a document is whose name does not.
pub const HEAD: usize = 4096;

/// Texts that do not say so in their first half.
const TEXTS: &[&str] = &[
    "application/json",
    "application/javascript",
    "application/sql",
    "application/toml",
    "application/xml",
    "application/x-sh",
    "application/x-tex",
    "application/x-yaml",
    "application/yaml",
    "message/rfc822",
];

const OFFICE: &[&str] = &["application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."];

/// With macros in them; the macros are not read.
const OFFICE_WITH_MACROS: &str = ".macroenabled.12";

impl Kind {
    /// By both; `None`: there is nothing to read.
    pub fn of(bytes: &[u8], media_type: &str) -> Option<Self> {
        match Self::named(essence(media_type).as_str()) {
            Some(kind) => Some(kind),
            None if readable(media_type) == Readable::No => None,
            None => Self::sniff(bytes),
        }
    }

    fn readable(self) -> Readable {
        match self {
            Self::Plain | Self::Html => Readable::InPart,
            Self::Pdf | Self::Office => Readable::Whole,
        }
    }

    fn named(essence: &str) -> Option<Self> {
        match essence {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "application/pdf" => Some(Self::Pdf),
            _ if essence.starts_with("text/") || TEXTS.contains(&essence) => Some(Self::Plain),
            _ if essence.ends_with("+json") || essence.ends_with("+xml") && !essence.starts_with("image/") => {
                Some(Self::Plain)
            }
            _ if OFFICE.iter().any(|start| essence.starts_with(start)) => Some(Self::Office),
            _ if essence.ends_with(OFFICE_WITH_MACROS) => Some(Self::Office),
            _ => None,
        }
    }

    /// For a document whose name tells nothing.
    fn sniff(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(HEAD)];
        if head.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if head.starts_with(b"PK\x03\x04") {
            let office = |word: &[u8]| head.windows(word.len()).any(|part| part == word);
            return (office(b"[Content_Types].xml") || office(b"application/vnd.oasis")).then_some(Self::Office);
        }
        let is_text = !head.contains(&0) && std::str::from_utf8(head).is_ok_and(|text| !text.is_empty());
        is_text.then_some(Self::Plain)
    }
}

/// Whether it is worth starting a process for it.
pub fn readable(media_type: &str) -> Readable {
    let essence = essence(media_type);
    match Kind::named(&essence) {
        Some(kind) => kind.readable(),
        None if matches!(essence.as_str(), "" | "application/octet-stream") => Readable::Perhaps,
        None => Readable::No,
    }
}

/// The same when its first bytes are known.
pub fn readable_by(head: &[u8]) -> Readable {
    Kind::sniff(head).map_or(Readable::No, Kind::readable)
}

fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_decides_and_the_bytes_help_out() {
        assert_eq!(Kind::of(b"", "text/csv; charset=utf-8"), Some(Kind::Plain));
        assert_eq!(Kind::of(b"%PDF-1.7", "application/octet-stream"), Some(Kind::Pdf));
        assert_eq!(Kind::of(b"plain words", "application/octet-stream"), Some(Kind::Plain));
        assert_eq!(Kind::of(b"\x7fELF\0", "application/octet-stream"), None);
        assert_eq!(Kind::of(b"%PDF-1.7", "image/png"), None);
        assert_eq!(Kind::of(b"", "image/svg+xml"), None);
        assert_eq!(Kind::of(b"", "application/vnd.ms-excel.sheet.macroEnabled.12"), Some(Kind::Office));
    }
}
