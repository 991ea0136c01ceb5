//! What a thing is called and which picture stands for it, by its media type.

use crate::documents::document::EntryKind;

/// A word for people, and a name in `static/icons.svg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub word: &'static str,
    pub icon: &'static str,
}

/// Every picture that a list may need.
pub const ICONS: [&str; 11] = [
    "folder",
    "file",
    "file-text",
    "file-spreadsheet",
    "presentation",
    "file-archive",
    "file-image",
    "file-audio",
    "file-video",
    "file-code",
    "mail",
];

const FOLDER: Kind = Kind { word: "Folder", icon: "folder" };
const OTHER: Kind = Kind { word: "File", icon: "file" };

/// The first line that fits counts: a media type begins with or holds one of its words.
const KINDS: &[(&str, &str, &[&str])] = &[
    ("PDF", "file-text", &["application/pdf"]),
    ("CSV table", "file-spreadsheet", &["text/csv", "text/tab-separated-values"]),
    ("Spreadsheet", "file-spreadsheet", &["spreadsheet", "ms-excel"]),
    ("Presentation", "presentation", &["presentation", "ms-powerpoint"]),
    ("Text document", "file-text", &["wordprocessing", "msword", "opendocument.text", "application/rtf", "text/rtf"]),
    ("Archive", "file-archive", &["zip", "x-tar", "compressed", "x-xz", "x-bzip", "x-rar", "gzip"]),
    ("Image", "file-image", &["image/"]),
    ("Audio", "file-audio", &["audio/"]),
    ("Video", "file-video", &["video/"]),
    ("Markdown", "file-text", &["text/markdown"]),
    ("Web page", "file-code", &["text/html", "xhtml"]),
    ("Data", "file-code", &["application/json", "xml", "yaml", "toml", "sql"]),
    ("Code", "file-code", &["javascript", "text/css", "text/x-", "application/x-sh", "typescript"]),
    ("E-mail", "mail", &["message/rfc822", "ms-outlook"]),
    ("Text", "file-text", &["text/"]),
];

impl Kind {
    pub fn of(entry: &EntryKind) -> Self {
        let EntryKind::Document { content_type, .. } = entry else { return FOLDER };
        let fits = |words: &[&str]| words.iter().any(|word| content_type.contains(word));
        let found = KINDS.iter().find(|(_, _, words)| fits(words));
        found.map_or(OTHER, |(word, icon, _)| Self { word, icon })
    }
}
