//! Messages (RFC 5322, MIME) and mailboxes of them: who wrote to whom about what, the text, and what is attached.

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

use super::{Depth, html, prose::Prose};

/// Reads one message.
pub fn read(bytes: &[u8], prose: &mut Prose, depth: Depth) {
    if let Some(message) = MessageParser::default().parse(bytes) {
        said(&message, prose, depth);
    }
}

/// Reads a mailbox.
pub fn read_mailbox(bytes: &[u8], prose: &mut Prose, depth: Depth) {
    for message in messages(bytes) {
        read(message, prose, depth);
        prose.end_line();
        if prose.is_full() {
            return;
        }
    }
}

/// The messages of a mailbox: each begins with a line `From …` after an empty one (RFC 4155, appendix A).
pub fn messages(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.windows(6).skip(1).position(|part| part == b"\nFrom ").map_or(rest.len(), |at| at + 2);
        let (one, after) = rest.split_at(end);
        let head = one.iter().position(|byte| *byte == b'\n').map_or(0, |line| line + 1);
        let head = if one.starts_with(b"From ") { head } else { 0 };
        rest = after;
        Some(&one[head..])
    })
}

fn said(message: &Message, prose: &mut Prose, depth: Depth) {
    if let Some(subject) = message.subject() {
        say(subject, prose);
    }
    for people in [message.from(), message.to(), message.cc()].into_iter().flatten() {
        addresses(people, prose);
    }
    let bodies: Vec<u32> =
        if message.text_body.is_empty() { message.html_body.clone() } else { message.text_body.clone() };
    for part in bodies.iter().filter_map(|part| message.parts.get(*part as usize)) {
        match &part.body {
            PartType::Text(text) => say(text, prose),
            PartType::Html(page) => html::read(page, prose),
            _ => {}
        }
        prose.end_line();
    }
    for part in message.attachments() {
        if prose.is_full() {
            return;
        }
        say(part.attachment_name().unwrap_or_default(), prose);
        let kind = part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()));
        match &part.body {
            PartType::Message(inner) => {
                if let Some(depth) = depth.deeper() {
                    said(inner, prose, depth);
                }
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                depth.read_inside(bytes, kind.as_deref().unwrap_or_default(), prose);
            }
            PartType::Text(text) => say(text, prose),
            PartType::Html(page) => html::read(page, prose),
            PartType::Multipart(_) => {}
        }
        prose.end_line();
    }
}

fn addresses(people: &Address, prose: &mut Prose) {
    for person in people.iter() {
        for word in [&person.name, &person.address].into_iter().flatten() {
            prose.push(word);
            prose.blank();
        }
    }
    prose.end_line();
}

fn say(text: &str, prose: &mut Prose) {
    prose.push(text);
    prose.end_line();
}
