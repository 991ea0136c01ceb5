//! In which way a document is shown.

use crate::{charset, media_type, readers::structure};

/// One way for each kind of document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Picture,
    /// Browsers do not show it; a copy in another format can be made.
    MadePicture,
    /// SVG, which is a picture and a text in this language.
    Drawing(String),
    Pdf,
    Sound,
    Film,
    Markdown,
    Table,
    /// Text and source code, in the language that goes by this name or ending.
    Code(String),
    /// What can be read without its layout: Office files, messages, e-books.
    Structure,
    /// Not shown.
    Unknown,
}

/// What the server can make small pictures of, beside [`RAW`].
const WITH_THUMBNAIL: &[&str] = &[
    "application/pdf",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/vnd.microsoft.icon",
    "image/webp",
    "image/x-icon",
];

/// Raw pictures of cameras, which hold a small JPEG.
const RAW: &[&str] = &[
    "image/x-adobe-dng",
    "image/x-canon-",
    "image/x-epson-erf",
    "image/x-fuji-",
    "image/x-kodak-",
    "image/x-minolta-",
    "image/x-nikon-",
    "image/x-olympus-",
    "image/x-panasonic-",
    "image/x-pentax-",
    "image/x-samsung-",
    "image/x-sony-",
];

/// Whether `GET /d/{id}/thumbnail` has an answer for documents of this type, unless they are broken.
pub fn has_thumbnail(content_type: &str) -> bool {
    let essence = media_type::essence(content_type);
    WITH_THUMBNAIL.contains(&essence) || is_raw(essence)
}

fn is_raw(essence: &str) -> bool {
    RAW.iter().any(|start| essence.starts_with(start))
}

impl Kind {
    /// `head`: the first bytes, for types that do not say whether it is text. HTML and XML are text here: they are shown
    /// as they are written.
    pub fn of(name: &str, content_type: &str, size: u64, head: &[u8]) -> Self {
        let essence = media_type::essence(content_type);
        match essence {
            _ if size == 0 => Self::Empty,
            "application/pdf" => Self::Pdf,
            "text/csv" | "text/tab-separated-values" => Self::Table,
            "text/markdown" => Self::Markdown,
            picture if picture.starts_with("image/") && media_type::is_shown(picture) => Self::Picture,
            picture if picture == "image/tiff" || is_raw(picture) => Self::MadePicture,
            "image/svg+xml" if charset::is_text(head) => Self::Drawing(language(name)),
            played if media_type::is_played(played) && played.starts_with("audio/") => Self::Sound,
            played if media_type::is_played(played) => Self::Film,
            _ if structure::is_for(content_type, head) => Self::Structure,
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
    match () {
        () if has(&["spreadsheet", "excel"]) => text!("preview-open-spreadsheet"),
        () if has(&["presentation", "powerpoint"]) => text!("preview-open-presentation"),
        () if has(&["word", "opendocument.text", "rtf"]) => text!("preview-open-word"),
        () if has(&["epub", "ebook"]) => text!("preview-open-book"),
        () if has(&["rfc822", "mbox", "outlook"]) => text!("preview-open-mail"),
        () if has(&["heic", "heif"]) => text!("preview-open-heic"),
        () if has(&["zip", "tar", "compressed", "x-xz", "x-bzip", "gzip", "7z", "rar"]) => {
            text!("preview-open-archive")
        }
        () if has(&["font"]) => text!("preview-open-font"),
        () if has(&["msaccess", "sqlite"]) => text!("preview-open-database"),
        () if has(&["acad", "visio", "opendocument.graphics", "metafile", "postscript"]) => {
            text!("preview-open-drawing")
        }
        () if has(&["msdownload", "x-msdos-program", "x-executable"]) => text!("preview-open-program"),
        () if essence.starts_with("audio/") || essence.starts_with("video/") => text!("preview-open-player"),
        () if is_raw(essence) => text!("preview-open-raw"),
        () if essence.starts_with("image/") => text!("preview-open-picture"),
        () => text!("preview-open-other"),
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
        for name in ["a.docx", "a.xlsm", "a.odp", "a.epub"] {
            assert_eq!(of(name, b"PK\x03\x04\0"), Kind::Structure, "{name}");
        }
        assert_eq!(of("a.eml", b"From: a@example.com"), Kind::Structure);
        assert_eq!(of("a.doc", b"{\\rtf1 x}"), Kind::Structure);
        assert_eq!(of("no name", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"), Kind::Structure);
        assert_eq!(of("a.zip", b"PK\x03\x04\0"), Kind::Unknown);
        assert_eq!(of("a.tif", b"II*\0\0"), Kind::MadePicture);
        assert_eq!(of("a.nef", b"MM\0*\0"), Kind::MadePicture);
        assert_eq!(of("a.svg", b"<svg/>"), Kind::Drawing("svg".to_owned()));
        assert_eq!(of("a.mkv", b"\x1a\x45\xdf\xa3\0"), Kind::Film);
        assert_eq!(of("a.mov", b"\0\0\0\x14ftypqt  \0"), Kind::Film);
        assert_eq!(of("a.m4b", b"\0\0\0\x14ftypM4B \0"), Kind::Sound);
        assert_eq!(of("a.avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1"), Kind::Picture);
        assert_eq!(of("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1"), Kind::Unknown, "a photo with a wrong name");
        assert!(how_to_open(&media_type::of("a.docx", b"PK\x03\x04\0")).contains("word processor"));
        assert_eq!(of("a.bin", b"\0\x01"), Kind::Unknown);
    }

    #[test]
    fn what_could_run_is_shown_as_it_is_written() {
        for name in ["a.html", "a.xml", "a.xhtml", "a.js"] {
            assert!(matches!(of(name, b"<script>"), Kind::Code(_)), "{name}");
            assert!(!has_thumbnail(&media_type::of(name, b"<script>")), "{name}");
        }
        assert_eq!(of("evil.\"><script>", b"a"), Kind::Code(String::new()));
    }
}
