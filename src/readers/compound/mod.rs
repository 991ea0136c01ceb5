//! Compound files (MS-CFB): a small file system in one file, in which Office kept its documents up to 2003, and Outlook
//! keeps messages still. What lies in it says what it is.

pub(super) mod outlook;
mod paragraphs;
pub(super) mod powerpoint;
pub(super) mod word;

use std::io::{Cursor, Read};

use super::{Depth, code_page, prose::Prose};

/// How much of one stream is read.
const MOST: u64 = 64 * 1024 * 1024;

pub(super) const DAMAGED: &str = "the Office file is damaged";
pub(super) const LOCKED: &str = "the Office file is locked with a password";

pub(super) type Compound<'a> = cfb::CompoundFile<Cursor<&'a [u8]>>;

/// Reads what people wrote.
///
/// # Errors
/// When it is damaged or locked, or none of the kinds that are known.
pub fn read(bytes: &[u8], prose: &mut Prose, depth: Depth) -> Result<(), String> {
    let mut file = Compound::open(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    about(&mut file, prose);
    match () {
        () if file.is_stream("WordDocument") => word::read(&mut file, prose),
        () if file.is_stream("PowerPoint Document") => {
            powerpoint::read(&mut file, prose);
            Ok(())
        }
        () if file.is_stream("Workbook") || file.is_stream("Book") => super::excel::read(bytes, prose),
        () if file.is_stream("__properties_version1.0") => {
            outlook::read(&mut file, "", prose, depth);
            Ok(())
        }
        // A package of today, locked: it stands in a compound file then (MS-OFFCRYPTO, section 2.3.2).
        () if file.is_stream("EncryptedPackage") => Err(LOCKED.to_owned()),
        () => Err(super::UNSUPPORTED.to_owned()),
    }
}

/// All of a stream; nothing where it is missing.
pub(super) fn stream(file: &mut Compound, path: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(stream) = file.open_stream(path) {
        let _ = stream.take(MOST).read_to_end(&mut bytes);
    }
    bytes
}

/// Title, subject, keywords and comments, which stand in a stream of their own (MS-OLEPS).
fn about(file: &mut Compound, prose: &mut Prose) {
    const TITLE_TO_COMMENTS: std::ops::RangeInclusive<u32> = 2..=6;
    const AUTHOR: u32 = 4;
    const ANSI: u32 = 0x1e;
    const WIDE: u32 = 0x1f;
    let bytes = stream(file, "\u{5}SummaryInformation");
    let Some(section) = long(&bytes, 44).map(|offset| offset as usize) else { return };
    let count = long(&bytes, section + 4).unwrap_or_default().min(64) as usize;
    let entry = |index: usize| Some((long(&bytes, section + 8 + index * 8)?, long(&bytes, section + 12 + index * 8)?));
    let value = |offset: u32| section.checked_add(offset as usize);
    let page =
        (0..count).filter_map(entry).find(|(id, _)| *id == 1).and_then(|(_, offset)| long(&bytes, value(offset)? + 4));
    for (id, offset) in (0..count).filter_map(entry) {
        let Some(at) = value(offset).filter(|_| TITLE_TO_COMMENTS.contains(&id) && id != AUTHOR) else { continue };
        let length = long(&bytes, at + 4).unwrap_or_default() as usize;
        match long(&bytes, at) {
            Some(ANSI) => {
                let text = bytes.get(at + 8..(at + 8).saturating_add(length)).unwrap_or_default();
                let page = page.and_then(|page| code_page::page(i32::try_from(page).ok()?));
                let encoding = page.unwrap_or(encoding_rs::WINDOWS_1252);
                prose.push(&encoding.decode_without_bom_handling(text).0.replace('\0', ""));
            }
            Some(WIDE) => {
                let text = bytes.get(at + 8..(at + 8).saturating_add(length.saturating_mul(2))).unwrap_or_default();
                prose.push(&utf16(text).replace('\0', ""));
            }
            _ => {}
        }
        prose.end_line();
    }
}

pub(super) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(' ')).collect()
}
