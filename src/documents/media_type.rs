//! What kind of thing a document is, and which kinds a browser may show on our own origin (I10).

/// Shown in the browser; everything else is saved. Nothing in here can run: no HTML, no SVG, no XML, no
/// script. PDF is in, since the viewers of Chromium and Firefox keep its scripts away from our origin,
/// and both open it under the `sandbox` policy of `download.rs` (tried with 156 and 153).
const SHOWN: &[&str] = &[
    "application/pdf",
    "audio/aac",
    "audio/flac",
    "audio/m4a",
    "audio/mp4",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/plain",
    "video/mp4",
    "video/ogg",
    "video/webm",
];

const UNKNOWN: &str = "application/octet-stream";

/// The media type of a document by its name; its first bytes say whether a text is UTF-8.
pub fn of(name: &str, head: &[u8]) -> String {
    let guessed = mime_guess::from_path(name).first_raw().unwrap_or(UNKNOWN);
    if guessed.starts_with("text/") && is_utf8(head) {
        return format!("{guessed}; charset=utf-8");
    }
    guessed.to_owned()
}

/// How many first bytes [`of`] wants to see.
pub const HEAD: usize = 8 * 1024;

/// Whether a browser may show it instead of saving it.
pub fn is_shown(media_type: &str) -> bool {
    SHOWN.contains(&essence(media_type))
}

/// Whether it is sound or film: a player asks for it again, piece by piece.
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
