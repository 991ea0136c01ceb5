//! What kind of thing a document is, and which kinds a browser may show on our own origin (I10).

/// Shown in the browser; everything else is saved. Nothing in here can run: no HTML, no SVG, no XML, no
/// script. PDF is in, since the viewers of Chromium and Firefox keep its scripts away from our origin,
/// and both open it under the `sandbox` policy of `download.rs` (tried with 156 and 153).
const SHOWN: &[&str] = &[
    "application/pdf",
    "audio/aac",
    "audio/flac",
    "audio/m4a",
    "audio/m4b",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/vnd.microsoft.icon",
    "image/webp",
    "image/x-icon",
    "text/plain",
    "video/mp4",
    "video/ogg",
    "video/quicktime",
    "video/webm",
    "video/x-m4v",
    "video/x-matroska",
];

const UNKNOWN: &str = "application/octet-stream";

/// The media type of a document, by its name and its first bytes together: a `.png` that is a JPEG is shown as that,
/// and one that is HTML is saved. A text that looks like HTML stays a text: with `nosniff` no browser makes more of it.
pub fn of(name: &str, head: &[u8]) -> String {
    let found = magic(head);
    match mime_guess::from_path(name).first_raw() {
        None => found.unwrap_or(UNKNOWN).to_owned(),
        Some("text/plain") if is_binary(head) => UNKNOWN.to_owned(),
        Some(text) if text.starts_with("text/") && is_utf8(head) => format!("{text}; charset=utf-8"),
        Some(shown) if is_shown(shown) && shown != "text/plain" => match found {
            Some(other) if !is_kin(shown, other) => other.to_owned(),
            None if !is_played(shown) && is_markup(head) => UNKNOWN.to_owned(),
            _ => shown.to_owned(),
        },
        Some(guessed) => guessed.to_owned(),
    }
}

/// Whether bytes have the same type under both names.
pub fn are_named_alike(one: &str, other: &str) -> bool {
    let kind = |name| mime_guess::from_path(name).first_raw();
    kind(one) == kind(other)
}

/// What the bytes are, among the kinds that are shown (WHATWG MIME Sniffing, section 6).
fn magic(head: &[u8]) -> Option<&'static str> {
    let at = |place: usize, mark: &[u8]| head.get(place..).is_some_and(|rest| rest.starts_with(mark));
    Some(match () {
        () if at(0, b"%PDF-") => "application/pdf",
        () if at(0, b"\x89PNG\r\n\x1a\n") => "image/png",
        () if at(0, b"\xff\xd8\xff") => "image/jpeg",
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => "image/gif",
        () if at(0, b"RIFF") && at(8, b"WEBP") => "image/webp",
        () if at(0, b"RIFF") && at(8, b"WAVE") => "audio/wav",
        () if at(0, b"fLaC") => "audio/flac",
        () if at(0, b"OggS") => "audio/ogg",
        () if at(0, b"\x1a\x45\xdf\xa3") => "video/webm",
        () if at(4, b"ftyp") => container(head),
        () if at(0, b"BM") && at(6, b"\0\0\0\0") => "image/bmp",
        () if at(0, b"\0\0\x01\0") && !at(4, b"\0\0") => "image/x-icon",
        () if at(0, b"ID3") => "audio/mpeg",
        () => return None,
    })
}

/// What a container of ISO's says of itself (ISO/IEC 14496-12, section 4.3): pictures have brands of their own.
fn container(head: &[u8]) -> &'static str {
    let length = head.first_chunk().map_or(0, |length| u32::from_be_bytes(*length) as usize);
    let brands = head.get(8..length.clamp(8, 64).min(head.len())).unwrap_or_default();
    let has = |names: &[&[u8; 4]]| brands.as_chunks::<4>().0.iter().any(|brand| names.contains(&brand));
    match () {
        () if has(&[b"avif", b"avis"]) => "image/avif",
        () if has(&[b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"]) => "image/heic",
        () => "video/mp4",
    }
}

/// Containers hold sound or film, and only the name says which.
fn is_kin(named: &str, found: &str) -> bool {
    let container = |media_type: &str| match media_type {
        "audio/ogg" | "video/ogg" => "ogg",
        "audio/webm" | "video/webm" | "video/x-matroska" => "webm",
        "audio/mp4" | "audio/m4a" | "audio/m4b" | "video/mp4" | "video/quicktime" | "video/x-m4v" => "mp4",
        // An ID3 tag may precede either.
        "audio/mpeg" | "audio/aac" => "mpeg",
        "image/x-icon" | "image/vnd.microsoft.icon" => "icon",
        _ => "",
    };
    named == found || (!container(named).is_empty() && container(named) == container(found))
}

/// HTML, SVG or XML.
fn is_markup(head: &[u8]) -> bool {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start().starts_with(b"<")
}

/// No text has a NUL in it, but in UTF-16.
fn is_binary(head: &[u8]) -> bool {
    head.contains(&0) && !head.starts_with(b"\xff\xfe") && !head.starts_with(b"\xfe\xff")
}

/// How many first bytes [`of`] wants to see.
pub const HEAD: usize = 8 * 1024;

/// Whether a browser may show it instead of saving it.
pub fn is_shown(media_type: &str) -> bool {
    SHOWN.contains(&essence(media_type))
}

/// Whether it is audio or video: a player requests it again, range by range.
pub fn is_played(media_type: &str) -> bool {
    is_shown(media_type) && (media_type.starts_with("audio/") || media_type.starts_with("video/"))
}

/// The type itself, without its parameters.
pub fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// A letter may be cut at the end of the head.
fn is_utf8(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && head.len() >= HEAD,
    }
}
