//! Word up to 2003 (MS-DOC): a table of pieces says where in the stream the letters stand, in one byte each or in two.

use encoding_rs::WINDOWS_1252;

use super::{Compound, DAMAGED, LOCKED, long, paragraphs::Paragraphs, short, stream, utf16};
use crate::readers::sink::{Mark, Sink};

/// Where the offsets stand in the file information block (sections 2.5.1 to 2.5.6).
const FLAGS: usize = 0x0a;
const TEXT_BEGIN: usize = 0x18;
const TEXT_END: usize = 0x1c;
const PIECES: usize = 0x01a2;
const PIECES_LENGTH: usize = 0x01a6;

/// The first version with a table of pieces where it is read here (Word 97).
const WORD_97: u16 = 0x00c1;

pub fn read(file: &mut Compound, sink: &mut dyn Sink) -> Result<(), String> {
    let text = stream(file, "WordDocument");
    let flags = short(&text, FLAGS).ok_or(DAMAGED)?;
    if flags & 0x0100 != 0 {
        return Err(LOCKED.to_owned());
    }
    if short(&text, 2).ok_or(DAMAGED)? < WORD_97 {
        let mut words = Words { sink, codes: 0, paragraphs: Paragraphs::default() };
        let (begin, end) = (long(&text, TEXT_BEGIN).ok_or(DAMAGED)?, long(&text, TEXT_END).ok_or(DAMAGED)?);
        let bytes = text.get(begin as usize..end as usize).ok_or(DAMAGED)?;
        words.push(&WINDOWS_1252.decode_without_bom_handling(bytes).0, begin, 1);
        return Ok(());
    }
    let table = stream(file, if flags & 0x0200 == 0 { "0Table" } else { "1Table" });
    let mut words = Words { sink, codes: 0, paragraphs: Paragraphs::read(&text, &table) };
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
        let place = place & 0x3fff_ffff;
        let (place, length) = if is_one_byte { (place / 2, letters) } else { (place, letters.saturating_mul(2)) };
        let begin = place as usize;
        let bytes = text.get(begin..begin.saturating_add(length).min(text.len())).unwrap_or_default();
        if is_one_byte {
            words.push(&WINDOWS_1252.decode_without_bom_handling(bytes).0, place, 1);
        } else {
            words.push(&utf16(bytes), place, 2);
        }
        if words.sink.is_full() {
            break;
        }
    }
    Ok(())
}

/// What remains of the letters when the marks among them are read (section 2.3 and `sprmCFSpec`).
struct Words<'a> {
    sink: &'a mut dyn Sink,
    /// In so many codes of fields.
    codes: u32,
    paragraphs: Paragraphs,
}

impl Words<'_> {
    /// `place`: the position of the first letter in the stream; `width`: how many bytes each takes.
    fn push(&mut self, text: &str, place: u32, width: u32) {
        let mut at = place;
        for letter in text.chars() {
            match letter {
                '\u{13}' => self.codes += 1,
                // The code of a field is over, and what it shows begins.
                '\u{14}' => self.codes = self.codes.saturating_sub(1),
                '\u{15}' => {}
                _ if self.codes > 0 => {}
                '\r' => self.end_paragraph(at),
                '\u{c}' | '\u{e}' => self.sink.end_line(),
                '\u{b}' => self.sink.mark(Mark::LineBreak),
                '\t' => self.sink.mark(Mark::Tab),
                '\u{7}' => {
                    let ends_row = self.paragraphs.at(at).is_some_and(|paragraph| paragraph.ends_row);
                    self.sink.mark(Mark::InTable(true));
                    self.sink.mark(if ends_row { Mark::Row } else { Mark::Cell });
                }
                '\u{1e}' => self.sink.push("-"),
                '\u{1f}' | '\u{1}'..='\u{8}' => {}
                letter => self.sink.push(letter.encode_utf8(&mut [0; 4])),
            }
            // Letters outside the plane of sixteen bits take two units.
            at = at.saturating_add(width * u32::try_from(letter.len_utf16()).unwrap_or(1));
        }
    }

    fn end_paragraph(&mut self, at: u32) {
        let paragraph = self.paragraphs.at(at).unwrap_or_default();
        self.sink.mark(Mark::InTable(paragraph.is_in_table));
        if let Some(level) = paragraph.level.filter(|_| !paragraph.is_in_table) {
            self.sink.mark(Mark::Heading(level));
        }
        self.sink.end_line();
    }
}
