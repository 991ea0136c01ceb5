//! PowerPoint up to 2003 (MS-PPT): records in records; the text is in a few kinds of them.

use encoding_rs::WINDOWS_1252;

use super::{Compound, long, short, stream, utf16};
use crate::readers::sink::Sink;

/// Kinds of records (section 2.13.24).
pub const TEXT_WIDE: u16 = 0x0fa0;
pub const TEXT_NARROW: u16 = 0x0fa8;
const WORDS: u16 = 0x0fba;
const COMMENT: u16 = 0x2ee0;
/// Masters say "Click to edit the title" and the like.
const MASTER: u16 = 0x03f8;

/// Deeper nesting than any real file has.
const DEEP: u32 = 64;

pub fn read(file: &mut Compound, sink: &mut dyn Sink) {
    records(&stream(file, "PowerPoint Document"), sink, false, DEEP);
}

/// One record.
pub struct Record<'a> {
    pub kind: u16,
    pub instance: u16,
    /// Whether it holds other records.
    pub is_container: bool,
    pub bytes: &'a [u8],
}

/// The records that follow one another.
pub fn inside(mut bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    std::iter::from_fn(move || {
        let (version, kind, length) = (short(bytes, 0)?, short(bytes, 2)?, long(bytes, 4)?);
        let rest = &bytes[8..];
        let (record, after) = rest.split_at(rest.len().min(length as usize));
        bytes = after;
        // The lowest four bits are all set: it holds other records (section 2.3.1).
        Some(Record { kind, instance: version >> 4, is_container: version & 0xf == 0xf, bytes: record })
    })
}

fn records(bytes: &[u8], sink: &mut dyn Sink, is_comment: bool, depth: u32) {
    for record in inside(bytes) {
        match record.kind {
            MASTER => {}
            TEXT_WIDE => say(&utf16(record.bytes), sink),
            TEXT_NARROW => say(&WINDOWS_1252.decode_without_bom_handling(record.bytes).0, sink),
            WORDS if is_comment => say(&utf16(record.bytes), sink),
            kind if record.is_container && depth > 0 => {
                records(record.bytes, sink, is_comment || kind == COMMENT, depth - 1);
            }
            _ => {}
        }
        if sink.is_full() {
            return;
        }
    }
}

fn say(text: &str, sink: &mut dyn Sink) {
    sink.push(text);
    sink.end_line();
}
