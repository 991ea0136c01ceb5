//! Which reader a document needs. Its first bytes decide where they can; names lie: a `.doc` is often RTF or HTML, a `.ts`
//! is a film or TypeScript.

/// What the child says when there is nothing to read. The indexer knows it again.
pub const UNSUPPORTED: &str = "there is no text in this kind of document";

/// A reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Plain,
    /// A calendar or an address card, whose long lines are folded (RFC 5545, section 3.1).
    Folded,
    Html,
    /// XML whose text stands between its tags: drawings, OpenDocument in one file.
    Markup,
    Rtf,
    Mail,
    Mailbox,
    Pdf,
    /// A zip archive with XML in it: Office Open XML, OpenDocument, EPUB.
    Package,
    /// A compound file: Word, Excel, PowerPoint up to 2003, a message of Outlook.
    Compound,
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

/// No text is named so, and looking into each picture would cost more than it finds.
const NEVER: &[&str] = &["image/", "audio/", "video/", "font/"];

/// Endings that programmers and film makers share: TypeScript, Tcl and their like.
const PERHAPS: &[&str] = &["video/mp2t", "video/vnd.dlna.mpeg-tts", "image/svg+xml"];

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
];

const PACKAGES: &[&str] = &["application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."];

/// With macros in them; the macros are not read.
const WITH_MACROS: &str = ".macroenabled.12";

const COMPOUNDS: &[&str] =
    &["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/vnd.ms-outlook"];

/// What the first part of Office's and OpenDocument's packages and of e-books is called.
const FIRST_PARTS: &[&str] =
    &["[Content_Types].xml", "_rels/.rels", "mimetypeapplication/vnd.oasis.", "mimetypeapplication/epub"];

/// The first bytes of a compound file (MS-CFB, section 2.2).
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Headers one of which every message begins with, or nearly (RFC 5322, section 3.6).
const HEADERS: &[&str] = &[
    "from",
    "to",
    "date",
    "subject",
    "received",
    "return-path",
    "message-id",
    "delivered-to",
    "mime-version",
    "x-mozilla-status",
    "x-account-key",
    "reply-to",
    "sender",
    "dkim-signature",
    "content-type",
];

impl Kind {
    /// By both; `None`: there is nothing to read.
    pub fn of(bytes: &[u8], media_type: &str) -> Option<Self> {
        let essence = essence(media_type);
        if is_never(&essence) {
            return None;
        }
        match (Self::marked(bytes), Self::named(&essence)) {
            (None, None | Some(Self::Compound | Self::Package | Self::Rtf)) => Self::sniff(bytes),
            // What wears a mark is that, but a text may begin with anything.
            (Some(kind), None | Some(Self::Pdf | Self::Package | Self::Compound | Self::Rtf)) | (_, Some(kind)) => {
                Some(kind)
            }
        }
    }

    fn readable(self) -> Readable {
        match self {
            Self::Plain | Self::Html | Self::Folded => Readable::InPart,
            _ => Readable::Whole,
        }
    }

    /// Whether there is more to be shown of it than its letters. An archive that merely may be a document is looked into
    /// where its first part is one that documents begin with.
    pub fn is_structured(self, media_type: &str, head: &[u8]) -> bool {
        let essence = essence(media_type);
        let named = Self::named(&essence);
        match self {
            Self::Rtf | Self::Mail | Self::Mailbox | Self::Compound | Self::Folded => true,
            Self::Package => {
                named == Some(Self::Package) || FIRST_PARTS.iter().any(|part| begins_with_part(head, part))
            }
            Self::Markup => essence != "image/svg+xml",
            // What old programs call a document or a workbook.
            Self::Html | Self::Plain => matches!(named, Some(Self::Compound | Self::Package)),
            Self::Pdf => false,
        }
    }

    fn named(essence: &str) -> Option<Self> {
        match essence {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "application/pdf" => Some(Self::Pdf),
            "application/rtf" | "text/rtf" => Some(Self::Rtf),
            "message/rfc822" => Some(Self::Mail),
            "application/mbox" => Some(Self::Mailbox),
            "application/epub+zip" => Some(Self::Package),
            "text/calendar" | "text/vcard" | "text/x-vcard" => Some(Self::Folded),
            "image/svg+xml" => Some(Self::Markup),
            _ if COMPOUNDS.contains(&essence) => Some(Self::Compound),
            _ if essence.ends_with("-flat-xml") => Some(Self::Markup),
            _ if essence.starts_with("text/") || TEXTS.contains(&essence) => Some(Self::Plain),
            _ if essence.ends_with("+json") || essence.ends_with("+xml") => Some(Self::Plain),
            _ if PACKAGES.iter().any(|start| essence.starts_with(start)) || essence.ends_with(WITH_MACROS) => {
                Some(Self::Package)
            }
            _ => None,
        }
    }

    /// By a mark that no text begins with.
    fn marked(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(1024)];
        match head {
            _ if head.starts_with(COMPOUND) => Some(Self::Compound),
            _ if head.starts_with(b"{\\rtf") => Some(Self::Rtf),
            _ if head.starts_with(b"PK\x03\x04") => Some(Self::Package),
            // Some programs write a line of their own before it.
            _ if head.windows(5).any(|part| part == b"%PDF-") => Some(Self::Pdf),
            _ => None,
        }
    }

    /// For a document whose name tells nothing.
    fn sniff(bytes: &[u8]) -> Option<Self> {
        if let Some(kind) = Self::marked(bytes) {
            return Some(kind);
        }
        let head = &bytes[..bytes.len().min(HEAD)];
        if !crate::charset::is_text(head) {
            return None;
        }
        let beginning = String::from_utf8_lossy(&head[..head.len().min(512)]).trim_start().to_ascii_lowercase();
        Some(match beginning.as_str() {
            text if text.starts_with("<!doctype html") || text.starts_with("<html") => Self::Html,
            text if text.starts_with("<?xml") && text.contains("<office:document") => Self::Markup,
            text if text.starts_with("<svg") || text.starts_with("<?xml") && text.contains("<svg") => Self::Markup,
            text if text.starts_with("begin:vcalendar") || text.starts_with("begin:vcard") => Self::Folded,
            text if text.starts_with("from ") && text.lines().nth(1).is_some_and(is_header) => Self::Mailbox,
            text if text.lines().take(3).filter(|line| is_header(line)).count() >= 2 => Self::Mail,
            _ => Self::Plain,
        })
    }
}

/// Behind thirty bytes of a head an archive has the name of its first part (APPNOTE.TXT, section 4.3.7).
fn begins_with_part(head: &[u8], part: &str) -> bool {
    head.get(30..).is_some_and(|name| name.starts_with(part.as_bytes()))
}

fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| HEADERS.contains(&name))
}

fn is_never(essence: &str) -> bool {
    NEVER.iter().any(|start| essence.starts_with(start)) && !PERHAPS.contains(&essence)
}

/// Whether it is worth starting a process for it.
pub fn readable(media_type: &str) -> Readable {
    let essence = essence(media_type);
    match Kind::named(&essence) {
        _ if is_never(&essence) => Readable::No,
        Some(kind) => kind.readable(),
        None => Readable::Perhaps,
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
    fn the_bytes_decide_and_the_type_helps_out() {
        let of = Kind::of;
        assert_eq!(of(b"", "text/csv; charset=utf-8"), Some(Kind::Plain));
        assert_eq!(of(b"%PDF-1.7", "application/octet-stream"), Some(Kind::Pdf));
        assert_eq!(of(b"plain words", "application/octet-stream"), Some(Kind::Plain));
        assert_eq!(of(b"\x7fELF\0\0\0\0\x01\x02", "application/octet-stream"), None);
        assert_eq!(of(b"%PDF-1.7", "image/png"), None);
        assert_eq!(of(b"PK\x03\x04", "application/vnd.ms-excel.sheet.macroEnabled.12"), Some(Kind::Package));
        assert_eq!(of(b"{\\rtf1 x}", "application/msword"), Some(Kind::Rtf), "as many old letters are");
        assert_eq!(of(b"<html><p>x", "application/vnd.ms-excel"), Some(Kind::Html), "as exports of old web pages are");
        assert_eq!(of(b"export const a = 1;", "video/mp2t"), Some(Kind::Plain), "TypeScript");
        assert_eq!(of(b"G@\0\x10\0\0\xb0\r\0\x01\xc1\0\0", "video/mp2t"), None, "a film");
        assert_eq!(of(b"From: a@example.com\nSubject: x\n\nbody", ""), Some(Kind::Mail));
        assert_eq!(of(b"From a@example.com Sat Jan  3 01:05:34 1996\nSubject: x\n\nbody", ""), Some(Kind::Mailbox));
        assert_eq!(of(b"{\\rtf is how RTF begins", "text/plain"), Some(Kind::Plain), "a text about it");
    }
}
