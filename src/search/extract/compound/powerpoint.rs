//! PowerPoint up to 2003 (MS-PPT): records in records; the letters stand in a few kinds of them.

use encoding_rs::WINDOWS_1252;

use super::{Compound, long, short, stream, utf16};
use crate::search::extract::prose::Prose;

/// Kinds of records (section 2.13.24).
const TEXT_WIDE: u16 = 0x0fa0;
const TEXT_NARROW: u16 = 0x0fa8;
const WORDS: u16 = 0x0fba;
const COMMENT: u16 = 0x2ee0;
/// Masters say "Click to edit the title" and the like.
const MASTER: u16 = 0x03f8;

/// Deeper nesting than any real file has.
const DEEP: u32 = 64;

pub fn read(file: &mut Compound, prose: &mut Prose) {
    records(&stream(file, "PowerPoint Document"), prose, false, DEEP);
}

fn records(mut bytes: &[u8], prose: &mut Prose, is_comment: bool, depth: u32) {
    while let (Some(version), Some(kind), Some(length)) = (short(bytes, 0), short(bytes, 2), long(bytes, 4)) {
        let rest = &bytes[8..];
        let (record, after) = rest.split_at(rest.len().min(length as usize));
        match kind {
            MASTER => {}
            TEXT_WIDE => say(&utf16(record), prose),
            TEXT_NARROW => say(&WINDOWS_1252.decode_without_bom_handling(record).0, prose),
            WORDS if is_comment => say(&utf16(record), prose),
            // The lowest four bits are all set: it holds other records (section 2.3.1).
            _ if version & 0xf == 0xf && depth > 0 => records(record, prose, is_comment || kind == COMMENT, depth - 1),
            _ => {}
        }
        if prose.is_full() {
            return;
        }
        bytes = after;
    }
}

fn say(text: &str, prose: &mut Prose) {
    prose.push(text);
    prose.end_line();
}
