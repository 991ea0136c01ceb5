//! In which way a document is shown.

use crate::{charset, media_type};

/// One way for each kind of document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Picture,
    Pdf,
    Sound,
    Film,
    Markdown,
    Table,
    /// Text and source code, in the language that goes by this name or ending.
    Code(String),
    /// Not shown.
    Unknown,
}

/// Pictures that browsers show; nothing in them can run.
const PICTURES: &[&str] = &["image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/webp"];

/// Those of them that the server can make small ones of.
const WITH_THUMBNAIL: &[&str] = &["image/bmp", "image/gif", "image/jpeg", "image/png", "image/webp"];

/// Whether `GET /d/{id}/thumbnail` has an answer for documents of this type, unless they are broken.
pub fn has_thumbnail(content_type: &str) -> bool {
    WITH_THUMBNAIL.contains(&media_type::essence(content_type))
}

impl Kind {
    /// `head`: the first bytes, for types that do not say whether it is text. HTML, SVG and XML are text here: they
    /// are shown as they are written.
    pub fn of(name: &str, content_type: &str, size: u64, head: &[u8]) -> Self {
        let essence = media_type::essence(content_type);
        match essence {
            _ if size == 0 => Self::Empty,
            "application/pdf" => Self::Pdf,
            "text/csv" | "text/tab-separated-values" => Self::Table,
            "text/markdown" => Self::Markdown,
            picture if PICTURES.contains(&picture) => Self::Picture,
            played if media_type::is_played(played) && played.starts_with("audio/") => Self::Sound,
            played if media_type::is_played(played) => Self::Film,
            text if is_text(text) || charset::is_text(head) && !is_rich_text(text) => Self::Code(language(name)),
            _ => Self::Unknown,
        }
    }
}

/// Types that are text whatever their bytes.
fn is_text(essence: &str) -> bool {
    let known = ["application/json", "application/javascript", "application/xml", "application/x-sh"];
    let written = essence.starts_with("text/") || essence.ends_with("+xml") || essence.ends_with("+json");
    (written || known.contains(&essence)) && !is_rich_text(essence)
}

/// Text by its bytes, but not for reading.
fn is_rich_text(essence: &str) -> bool {
    matches!(essence, "text/rtf" | "application/rtf" | "application/postscript")
}

/// The ending of the name, or the name itself where it has none: `rs`, `makefile`.
fn language(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or(name, |(_, ending)| ending).to_ascii_lowercase();
    let is_plain =
        ending.len() <= 20 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-_#".contains(&byte));
    if is_plain { ending } else { String::new() }
}

/// What to do with a document that is not shown.
pub fn how_to_open(content_type: &str) -> String {
    let essence = media_type::essence(content_type);
    let has = |words: &[&str]| words.iter().any(|word| essence.contains(word));
    if has(&["spreadsheet", "excel"]) {
        text!("preview-open-spreadsheet")
    } else if has(&["presentation", "powerpoint"]) {
        text!("preview-open-presentation")
    } else if has(&["word", "opendocument.text", "rtf"]) {
        text!("preview-open-word")
    } else if has(&["zip", "tar", "compressed", "x-xz", "x-bzip", "gzip", "7z", "rar"]) {
        text!("preview-open-archive")
    } else if essence.starts_with("audio/") || essence.starts_with("video/") {
        text!("preview-open-player")
    } else if essence.starts_with("image/") {
        text!("preview-open-picture")
    } else {
        text!("preview-open-other")
    }
}

/// What a person calls this kind of document.
pub fn in_words(name: &str, content_type: &str) -> String {
    let essence = media_type::essence(content_type);
    match essence {
        "application/pdf" => text!("format-pdf"),
        "application/json" => text!("format-json"),
        "application/msword" | "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
            text!("format-word")
        }
        "application/vnd.ms-excel" | "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => {
            text!("format-excel")
        }
        "application/vnd.ms-powerpoint"
        | "application/vnd.openxmlformats-officedocument.presentationml.presentation" => text!("format-powerpoint"),
        "application/vnd.oasis.opendocument.text" => text!("format-odt"),
        "application/vnd.oasis.opendocument.spreadsheet" => text!("format-ods"),
        "application/vnd.oasis.opendocument.presentation" => text!("format-odp"),
        "application/zip" => text!("format-zip"),
        "image/jpeg" => text!("format-jpeg"),
        "image/svg+xml" => text!("format-svg"),
        "text/csv" => text!("format-csv"),
        "text/tab-separated-values" => text!("format-tsv"),
        "text/html" => text!("format-html"),
        "text/markdown" => text!("format-markdown"),
        "text/plain" => text!("format-plain"),
        _ => by_ending(name, essence),
    }
}

fn by_ending(name: &str, essence: &str) -> String {
    let (kind, rest) = essence.split_once('/').unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_uppercase());
    let ending = ending.filter(|ending| (1..=8).contains(&ending.chars().count()));
    match (kind, ending) {
        ("image", _) => text!("format-picture", format = rest.to_uppercase()),
        ("audio", Some(ending)) => text!("format-sound", format = ending),
        ("text", Some(ending)) => text!("format-text", format = ending),
        ("video", Some(ending)) => text!("format-video", format = ending),
        (_, Some(ending)) => text!("format-file", format = ending),
        (_, None) => text!("format-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, head: &[u8]) -> Kind {
        Kind::of(name, &media_type::of(name, head), 9, head)
    }

    #[test]
    fn each_kind_is_shown_in_its_way() {
        assert_eq!(of("a.PNG", b"\x89PNG"), Kind::Picture);
        assert_eq!(of("a.pdf", b"%PDF"), Kind::Pdf);
        assert_eq!(of("a.csv", b"a,b"), Kind::Table);
        assert_eq!(of("a.md", b"# a"), Kind::Markdown);
        assert_eq!(of("a.mp4", b"\0\0\0"), Kind::Film);
        assert_eq!(of("a.wav", b"RIFF\0"), Kind::Sound);
        assert_eq!(of("a.rs", b"fn"), Kind::Code("rs".to_owned()));
        assert_eq!(of("a.ts", b"let a"), Kind::Code("ts".to_owned()));
        assert_eq!(of("Makefile", b"all:"), Kind::Code("makefile".to_owned()));
        assert_eq!(Kind::of("a.txt", "text/plain", 0, b""), Kind::Empty);
        assert_eq!(of("a.docx", b"PK\x03\x04\0"), Kind::Unknown);
        assert!(how_to_open(&media_type::of("a.docx", b"PK\x03\x04\0")).contains("word processor"));
        assert_eq!(of("a.bin", b"\0\x01"), Kind::Unknown);
    }

    #[test]
    fn what_could_run_is_shown_as_it_is_written() {
        for name in ["a.html", "a.svg", "a.xml", "a.xhtml", "a.js"] {
            assert!(matches!(of(name, b"<script>"), Kind::Code(_)), "{name}");
            assert!(!has_thumbnail(&media_type::of(name, b"<script>")), "{name}");
        }
        assert_eq!(of("evil.\"><script>", b"a"), Kind::Code(String::new()));
    }
}
