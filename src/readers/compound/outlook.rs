//! A message of Outlook (MS-OXMSG): each property is a stream whose name is its number.

use encoding_rs::WINDOWS_1252;

use super::{Compound, stream, utf16};
use crate::{
    charset,
    readers::{Depth, html, prose::Prose},
};

/// Who, to whom, about what (MS-OXPROPS).
const HEAD: &[&str] = &["0037", "0C1A", "5D01", "0C1F", "0E04", "0E03"];
pub const BODY: &str = "1000";
const BODY_HTML: &str = "1013";
pub const ATTACHED_NAME: &[&str] = &["3707", "3704"];
pub const ATTACHED: &str = "3701";

/// Reads the message in this storage, and what is attached to it.
pub fn read(file: &mut Compound, storage: &str, prose: &mut Prose, depth: Depth) {
    for property in HEAD {
        say(&text(file, storage, property), prose);
    }
    let body = text(file, storage, BODY);
    if body.trim().is_empty() {
        html::read(&charset::decode(&page(file, storage)), prose);
        prose.end_line();
    } else {
        say(&body, prose);
    }
    for storage in attached(file, storage) {
        if prose.is_full() {
            return;
        }
        let name = ATTACHED_NAME.iter().map(|property| text(file, &storage, property)).find(|name| !name.is_empty());
        say(name.as_deref().unwrap_or_default(), prose);
        let inner = format!("{storage}/__substg1.0_{ATTACHED}000D");
        if file.is_storage(&inner) {
            if let Some(depth) = depth.deeper() {
                read(file, &inner, prose, depth);
            }
            continue;
        }
        let bytes = stream(file, &format!("{storage}/__substg1.0_{ATTACHED}0102"));
        depth.read_inside(&bytes, "", prose);
    }
}

/// The text as a page, in whatever encoding; nothing where there is none.
pub fn page(file: &mut Compound, storage: &str) -> Vec<u8> {
    let page = stream(file, &format!("{storage}/__substg1.0_{BODY_HTML}0102"));
    if page.is_empty() { text(file, storage, BODY_HTML).into_bytes() } else { page }
}

/// The storages of what is attached.
pub fn attached(file: &mut Compound, storage: &str) -> Vec<String> {
    let inside = file.read_storage(if storage.is_empty() { "/" } else { storage });
    inside
        .map(|entries| {
            entries
                .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
                .map(|entry| format!("{storage}/{}", entry.name()))
                .collect()
        })
        .unwrap_or_default()
}

fn say(text: &str, prose: &mut Prose) {
    prose.push(text);
    prose.end_line();
}

/// A property as letters: in two bytes each, or in one.
pub fn text(file: &mut Compound, storage: &str, property: &str) -> String {
    let wide = stream(file, &format!("{storage}/__substg1.0_{property}001F"));
    if !wide.is_empty() {
        return utf16(&wide);
    }
    let narrow = stream(file, &format!("{storage}/__substg1.0_{property}001E"));
    match std::str::from_utf8(&narrow) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(&narrow).0.into_owned(),
    }
}
