//! Messages: who wrote to whom, when, about what, the text, and what is attached.

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

use super::{Block, Fact, Part, draft::Draft, page};
use crate::{
    charset,
    readers::{
        compound::{Compound, long, outlook, stream},
        mail,
        sink::Sink,
    },
};

/// More recipients or attachments than are listed.
const MANY: usize = 200;

/// Reads one message.
pub fn read(bytes: &[u8], draft: &mut Draft) {
    if let Some(message) = MessageParser::default().parse(bytes) {
        said(&message, draft);
    }
}

/// Reads a mailbox of messages.
pub fn read_mailbox(bytes: &[u8], draft: &mut Draft) {
    for message in mail::messages(bytes) {
        read(message, draft);
        if draft.is_full() {
            return;
        }
    }
}

fn said(message: &Message, draft: &mut Draft) {
    draft.part(Part::Message, message.subject().unwrap_or_default());
    let people = [(Fact::From, message.from()), (Fact::To, message.to()), (Fact::Copy, message.cc())];
    for (fact, people) in people {
        draft.fact(fact, &people.map(addresses).unwrap_or_default());
    }
    if let Some(date) = message.date() {
        draft.fact(Fact::Date, &date.to_rfc3339());
    }
    let bodies = if message.text_body.is_empty() { &message.html_body } else { &message.text_body };
    for part in bodies.iter().filter_map(|part| message.parts.get(*part as usize)) {
        match &part.body {
            PartType::Text(text) => draft.paragraphs(text),
            PartType::Html(html) => page::read(html, draft),
            _ => {}
        }
    }
    for part in message.attachments().take(MANY) {
        let name = match &part.body {
            PartType::Message(inner) => part.attachment_name().or(inner.subject()),
            _ => part.attachment_name(),
        };
        let size = match &part.body {
            PartType::Message(inner) => inner.raw_message.len(),
            _ => part.len(),
        };
        draft.attached(name.unwrap_or_default(), size as u64);
    }
}

fn addresses(people: &Address) -> String {
    let all = people.iter().take(MANY).map(|person| named(person.name.as_deref(), person.address.as_deref()));
    all.filter(|person| !person.is_empty()).collect::<Vec<_>>().join(", ")
}

fn named(name: Option<&str>, address: Option<&str>) -> String {
    match (name.filter(|name| !name.is_empty()), address.filter(|address| !address.is_empty())) {
        (Some(name), Some(address)) if name != address => format!("{name} <{address}>"),
        (name, address) => address.or(name).unwrap_or_default().to_owned(),
    }
}

/// Reads a message of Outlook (MS-OXPROPS has the numbers).
pub fn read_outlook(file: &mut Compound, draft: &mut Draft) {
    let text = |file: &mut Compound, property: &str| outlook::text(file, "", property);
    draft.part(Part::Message, &text(file, "0037"));
    let address = [text(file, "5D01"), text(file, "0C1F")].into_iter().find(|address| address.contains('@'));
    draft.fact(Fact::From, &named(Some(&text(file, "0C1A")), address.as_deref()));
    draft.fact(Fact::To, &text(file, "0E04"));
    draft.fact(Fact::Copy, &text(file, "0E03"));
    if let Some(date) = sent_at(&stream(file, "__properties_version1.0")) {
        draft.fact(Fact::Date, &date);
    }
    let body = text(file, outlook::BODY);
    if body.trim().is_empty() {
        page::read(&charset::decode(&outlook::page(file, "")), draft);
    } else {
        draft.paragraphs(&body);
    }
    for storage in outlook::attached(file, "").into_iter().take(MANY) {
        let names = outlook::ATTACHED_NAME.iter().map(|property| outlook::text(file, &storage, property));
        let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let size = stream(file, &format!("{storage}/__substg1.0_{}0102", outlook::ATTACHED)).len();
        draft.attached(&name, size as u64);
    }
}

/// When it was sent, or came (MS-OXMSG, section 2.4: entries of sixteen bytes after a header).
fn sent_at(properties: &[u8]) -> Option<String> {
    const HEAD: usize = 32;
    const SENT: u32 = 0x0039_0040;
    const CAME: u32 = 0x0e06_0040;
    let at = |property: u32| {
        let entries = properties.get(HEAD..)?.as_chunks::<16>().0;
        let entry = entries.iter().find(|entry| long(&entry[..], 0) == Some(property))?;
        Some(u64::from(long(entry, 8)?) | u64::from(long(entry, 12)?) << 32)
    };
    // In tenths of microseconds since 1601.
    let seconds = i64::try_from(at(SENT).or_else(|| at(CAME))? / 10_000_000).ok()? - 11_644_473_600;
    let moment = time::OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    moment.format(&time::format_description::well_known::Rfc3339).ok()
}

impl Draft {
    fn attached(&mut self, name: &str, size: u64) {
        let name = self.spend(name);
        self.block(Block::Attached(name, size));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_from_the_properties_of_outlook() {
        let mut properties = vec![0; 32];
        properties.extend(0x0039_0040_u32.to_le_bytes());
        properties.extend([0; 4]);
        properties.extend((133_540_000_000_000_000_u64).to_le_bytes());
        assert_eq!(sent_at(&properties).as_deref(), Some("2024-03-04T04:26:40Z"));
        assert_eq!(sent_at(&properties[..40]), None);
    }
}
