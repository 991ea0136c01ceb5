//! What a thing is called and which picture stands for it, by its media type.

use std::sync::LazyLock;

use crate::documents::document::EntryKind;

/// A word for people, and a name in `static/icons.svg`.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
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
    /// The first one that fits counts: a media type begins with or holds one of its words.
    documents: Vec<(Kind, &'static [&'static str])>,
    other: Kind,
}

impl Kinds {
    fn new() -> Self {
        let documents: [(String, &str, &[&str]); 15] = [
            (text!("kind-pdf"), "file-text", &["application/pdf"]),
            (text!("kind-csv"), "file-spreadsheet", &["text/csv", "text/tab-separated-values"]),
            (text!("kind-spreadsheet"), "file-spreadsheet", &["spreadsheet", "ms-excel"]),
            (text!("kind-presentation"), "presentation", &["presentation", "ms-powerpoint"]),
            (
                text!("kind-text-document"),
                "file-text",
                &["wordprocessing", "msword", "opendocument.text", "application/rtf", "text/rtf"],
            ),
            (text!("kind-archive"), "file-archive", &["zip", "x-tar", "compressed", "x-xz", "x-bzip", "x-rar", "gzip"]),
            (text!("kind-image"), "file-image", &["image/"]),
            (text!("kind-audio"), "file-audio", &["audio/"]),
            (text!("kind-video"), "file-video", &["video/"]),
            (text!("kind-markdown"), "file-text", &["text/markdown"]),
            (text!("kind-web-page"), "file-code", &["text/html", "xhtml"]),
            (text!("kind-data"), "file-code", &["application/json", "xml", "yaml", "toml", "sql"]),
            (text!("kind-code"), "file-code", &["javascript", "text/css", "text/x-", "application/x-sh", "typescript"]),
            (text!("kind-email"), "mail", &["message/rfc822", "ms-outlook"]),
            (text!("kind-text"), "file-text", &["text/"]),
        ];
        Self {
            folder: Kind { word: text!("kind-folder"), icon: "folder" },
            documents: documents.map(|(word, icon, fits)| (Kind { word, icon }, fits)).into(),
            other: Kind { word: text!("kind-other"), icon: "file" },
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
