//! What a media type is called, and which icon it has.

use std::sync::LazyLock;

use crate::documents::document::EntryKind;

/// A name for people, and a name in `static/icons.svg`.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The key of `listing_type` in the database, which knows the same media types; one that is missing there is in
    /// no list by type.
    pub key: &'static str,
    pub word: String,
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

/// All of them; the language of the site does not change.
static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::new);

struct Kinds {
    folder: Kind,
    /// The first match counts: a media type that begins with or contains one of these words.
    documents: Vec<(Kind, &'static [&'static str])>,
    other: Kind,
}

impl Kinds {
    fn new() -> Self {
        let documents: [(&str, String, &str, &[&str]); 15] = [
            ("pdf", text!("kind-pdf"), "file-text", &["application/pdf"]),
            ("csv", text!("kind-csv"), "file-spreadsheet", &["text/csv", "text/tab-separated-values"]),
            ("spreadsheet", text!("kind-spreadsheet"), "file-spreadsheet", &["spreadsheet", "ms-excel"]),
            ("presentation", text!("kind-presentation"), "presentation", &["presentation", "ms-powerpoint"]),
            (
                "text-document",
                text!("kind-text-document"),
                "file-text",
                &["wordprocessing", "msword", "opendocument.text", "application/rtf", "text/rtf"],
            ),
            (
                "archive",
                text!("kind-archive"),
                "file-archive",
                &["zip", "x-tar", "compressed", "x-xz", "x-bzip", "x-rar", "gzip"],
            ),
            ("image", text!("kind-image"), "file-image", &["image/"]),
            ("audio", text!("kind-audio"), "file-audio", &["audio/"]),
            ("video", text!("kind-video"), "file-video", &["video/"]),
            ("markdown", text!("kind-markdown"), "file-text", &["text/markdown"]),
            ("web-page", text!("kind-web-page"), "file-code", &["text/html", "xhtml"]),
            ("data", text!("kind-data"), "file-code", &["application/json", "xml", "yaml", "toml", "sql"]),
            (
                "code",
                text!("kind-code"),
                "file-code",
                &["javascript", "text/css", "text/x-", "application/x-sh", "typescript"],
            ),
            ("email", text!("kind-email"), "mail", &["message/rfc822", "ms-outlook"]),
            ("text", text!("kind-text"), "file-text", &["text/"]),
        ];
        Self {
            folder: Kind { key: "folder", word: text!("kind-folder"), icon: "folder" },
            documents: documents.map(|(key, word, icon, fits)| (Kind { key, word, icon }, fits)).into(),
            other: Kind { key: "other", word: text!("kind-other"), icon: "file" },
        }
    }
}

impl Kind {
    pub fn of(entry: &EntryKind) -> &'static Self {
        let EntryKind::Document { content_type, .. } = entry else { return &KINDS.folder };
        let fits = |words: &[&str]| words.iter().any(|word| content_type.contains(word));
        let found = KINDS.documents.iter().find(|(_, words)| fits(words));
        found.map_or(&KINDS.other, |(kind, _)| kind)
    }
}

/// The keys of all kinds, sorted by their names; folders first.
pub fn types(descending: bool) -> Vec<&'static str> {
    let mut documents: Vec<&Kind> = KINDS.documents.iter().map(|(kind, _)| kind).chain([&KINDS.other]).collect();
    documents.sort_by(|one, other| one.word.cmp(&other.word));
    if descending {
        documents.reverse();
    }
    [&KINDS.folder].into_iter().chain(documents).map(|kind| kind.key).collect()
}
