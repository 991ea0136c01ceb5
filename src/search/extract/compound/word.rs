//! Word up to 2003 (MS-DOC): a table of pieces says where in the stream the letters stand, in one byte each or in two.

use encoding_rs::WINDOWS_1252;

use super::{Compound, DAMAGED, LOCKED, long, short, stream, utf16};
use crate::search::extract::prose::Prose;

/// Where the offsets stand in the file information block (sections 2.5.1 to 2.5.6).
const FLAGS: usize = 0x0a;
const TEXT_BEGIN: usize = 0x18;
const TEXT_END: usize = 0x1c;
const PIECES: usize = 0x01a2;
const PIECES_LENGTH: usize = 0x01a6;

/// The first version with a table of pieces where it is read here (Word 97).
const WORD_97: u16 = 0x00c1;

pub fn read(file: &mut Compound, prose: &mut Prose) -> Result<(), String> {
    let text = stream(file, "WordDocument");
    let flags = short(&text, FLAGS).ok_or(DAMAGED)?;
    if flags & 0x0100 != 0 {
        return Err(LOCKED.to_owned());
    }
    let mut words = Words { prose, codes: 0 };
    if short(&text, 2).ok_or(DAMAGED)? < WORD_97 {
        let (begin, end) = (long(&text, TEXT_BEGIN).ok_or(DAMAGED)?, long(&text, TEXT_END).ok_or(DAMAGED)?);
        words.push(&WINDOWS_1252.decode_without_bom_handling(text.get(begin as usize..end as usize).ok_or(DAMAGED)?).0);
        return Ok(());
    }
    let table = stream(file, if flags & 0x0200 == 0 { "0Table" } else { "1Table" });
    let (begin, length) =
        (long(&text, PIECES).ok_or(DAMAGED)? as usize, long(&text, PIECES_LENGTH).ok_or(DAMAGED)? as usize);
    let mut pieces = table.get(begin..begin.saturating_add(length)).ok_or(DAMAGED)?;
    // Changes of format come first (section 2.9.38).
    while let [1, rest @ ..] = pieces {
        let length = short(rest, 0).ok_or(DAMAGED)?;
        pieces = rest.get(2 + usize::from(length)..).ok_or(DAMAGED)?;
    }
    let [2, pieces @ ..] = pieces else { return Err(DAMAGED.to_owned()) };
    let length = long(pieces, 0).ok_or(DAMAGED)? as usize;
    let plan = pieces.get(4..4_usize.saturating_add(length)).ok_or(DAMAGED)?;
    // One position more than there are pieces, then eight bytes for each piece (section 2.8.35).
    let count = plan.len().saturating_sub(4) / 12;
    for piece in 0..count {
        let (from, to) = (long(plan, piece * 4).ok_or(DAMAGED)?, long(plan, piece * 4 + 4).ok_or(DAMAGED)?);
        let place = long(plan, (count + 1) * 4 + piece * 8 + 2).ok_or(DAMAGED)?;
        let letters = to.saturating_sub(from) as usize;
        let is_one_byte = place & 0x4000_0000 != 0;
        let place = (place & 0x3fff_ffff) as usize;
        let (begin, length) = if is_one_byte { (place / 2, letters) } else { (place, letters.saturating_mul(2)) };
        let bytes = text.get(begin..begin.saturating_add(length).min(text.len())).unwrap_or_default();
        if is_one_byte {
            words.push(&WINDOWS_1252.decode_without_bom_handling(bytes).0);
        } else {
            words.push(&utf16(bytes));
        }
        if words.prose.is_full() {
            break;
        }
    }
    Ok(())
}

/// What remains of the letters when the marks among them are read (section 2.3 and `sprmCFSpec`).
struct Words<'a> {
    prose: &'a mut Prose,
    /// In so many codes of fields.
    codes: u32,
}

impl Words<'_> {
    fn push(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '\u{13}' => self.codes += 1,
                // The code of a field is over, and what it shows begins.
                '\u{14}' => self.codes = self.codes.saturating_sub(1),
                '\u{15}' => {}
                _ if self.codes > 0 => {}
                '\r' | '\u{b}' | '\u{c}' | '\u{e}' => self.prose.end_line(),
                // The end of a cell or of a row.
                '\u{7}' => self.prose.blank(),
                '\u{1e}' => self.prose.push("-"),
                '\u{1f}' | '\u{1}'..='\u{8}' => {}
                letter => self.prose.push(letter.encode_utf8(&mut [0; 4])),
            }
        }
    }
}
