//! What Office wrote up to 2003: documents, workbooks, presentations, and messages of Outlook, in compound files.

use std::{collections::HashMap, io::Cursor};

use calamine::{Reader, SheetVisible, Xls, Xlsb};
use encoding_rs::WINDOWS_1252;

use super::{
    Block, Part, Why, compound,
    draft::{Draft, Style},
    message,
    sheets::Rows,
    why,
};
use crate::readers::{
    compound::{
        Compound, long,
        powerpoint::{self, Record, TEXT_NARROW, TEXT_WIDE, inside},
        stream, utf16, word,
    },
    excel,
    sink::Sink,
};

/// Reads whichever it is.
pub fn read(bytes: &[u8], draft: &mut Draft) -> Result<(), Why> {
    let mut file = compound(bytes)?;
    match () {
        () if file.is_stream("WordDocument") => word::read(&mut file, draft).map_err(|complaint| why(&complaint)),
        () if file.is_stream("PowerPoint Document") => {
            slides(&mut file, draft);
            Ok(())
        }
        () if file.is_stream("Workbook") || file.is_stream("Book") => {
            let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                calamine::XlsError::Password => Why::Locked,
                _ => Why::Damaged,
            })?;
            workbook(book, draft);
            Ok(())
        }
        () if file.is_stream("__properties_version1.0") => {
            message::read_outlook(&mut file, draft);
            Ok(())
        }
        () if file.is_stream("EncryptedPackage") => Err(Why::Locked),
        () => Err(Why::Unknown),
    }
}

/// The binary workbooks of today.
pub fn binary_workbook(bytes: &[u8], draft: &mut Draft) -> Result<(), Why> {
    workbook(Xlsb::new(Cursor::new(bytes)).map_err(|_| Why::Damaged)?, draft);
    Ok(())
}

fn workbook<'a>(mut book: impl Reader<Cursor<&'a [u8]>>, draft: &mut Draft) {
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.visible != SheetVisible::Visible {
            draft.hidden_sheet();
            continue;
        }
        let Ok(range) = book.worksheet_range(&sheet.name) else { continue };
        draft.part(Part::Sheet, &sheet.name);
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::default();
        'cells: for (number, row) in (top..).zip(range.rows()) {
            for (column, cell) in (left as usize..).zip(row) {
                let shown = excel::displayed(cell);
                rows.add(number.saturating_add(1), column, &shown, draft);
                if rows.is_full || draft.is_full() {
                    break 'cells;
                }
            }
        }
        draft.block(Block::Sheet(rows.finish()));
    }
}

/// Kinds of records of a presentation (MS-PPT, section 2.13.24).
const DOCUMENT: u16 = 0x03e8;
const SLIDE: u16 = 0x03ee;
const SLIDE_HERE: u16 = 0x03f3;
const TEXTS_OF_SLIDES: u16 = 0x0ff0;
const TEXT_HEADER: u16 = 0x0f9f;
const USER_EDIT: u16 = 0x0ff5;
const PLACES: u16 = 0x1772;

/// Deeper nesting than any real file has, and more saving over saving.
const DEEP: u32 = 64;
const EDITS: usize = 1_000;

/// Slide after slide: the texts of titles and lists are in the document's list of slides, the others in each slide.
fn slides(file: &mut Compound, draft: &mut Draft) {
    let (bytes, user) = (stream(file, "PowerPoint Document"), stream(file, "Current User"));
    let places = places(&bytes, long(&user, 16).unwrap_or_default());
    let at = |place: u32| inside(bytes.get(place as usize..).unwrap_or_default()).next();
    // The list of the newest document that there is.
    let list = places
        .values()
        .filter_map(|place| at(*place).map(|record| (*place, record)))
        .filter(|(_, record)| record.kind == DOCUMENT)
        .max_by_key(|(place, _)| *place)
        .and_then(|(_, document)| {
            inside(document.bytes).find(|record| record.kind == TEXTS_OF_SLIDES && record.instance == 0)
        });
    let Some(list) = list else {
        // Without it the words are there all the same.
        return powerpoint::read(file, draft);
    };
    let mut slide = None;
    let mut is_title = false;
    for record in inside(list.bytes) {
        if record.kind == SLIDE_HERE {
            end_slide(slide.take(), draft);
            slide = long(record.bytes, 0).and_then(|id| at(*places.get(&id)?)).filter(|record| record.kind == SLIDE);
            draft.part(Part::Slide, "");
        } else {
            text(&record, &mut is_title, draft);
        }
        if draft.is_full() {
            return;
        }
    }
    end_slide(slide, draft);
}

fn end_slide(slide: Option<Record>, draft: &mut Draft) {
    if let Some(slide) = slide {
        texts(slide.bytes, &mut false, draft, DEEP);
    }
}

fn texts(bytes: &[u8], is_title: &mut bool, draft: &mut Draft, depth: u32) {
    for record in inside(bytes) {
        if record.is_container && depth > 0 {
            texts(record.bytes, is_title, draft, depth - 1);
        } else {
            text(&record, is_title, draft);
        }
        if draft.is_full() {
            return;
        }
    }
}

/// A header says what the text after it is (section 2.13.33): 0 and 6 are titles, 1, 5, 7 and 8 lists.
fn text(record: &Record, is_title: &mut bool, draft: &mut Draft) {
    let text = match record.kind {
        TEXT_HEADER => {
            *is_title = matches!(long(record.bytes, 0), Some(0 | 6));
            return;
        }
        TEXT_WIDE => utf16(record.bytes),
        TEXT_NARROW => WINDOWS_1252.decode_without_bom_handling(record.bytes).0.into_owned(),
        _ => return,
    };
    for paragraph in text.split('\r') {
        draft.push(paragraph);
        if *is_title {
            if draft.take_name() {
                continue;
            }
            draft.style(Style::Heading(1));
        }
        draft.end_line();
    }
}

/// The position of each object in the stream, by its number: the newest saving counts (sections 2.3.2 to 2.3.5).
fn places(bytes: &[u8], mut edit: u32) -> HashMap<u32, u32> {
    let mut places = HashMap::new();
    for _ in 0..EDITS {
        let Some(saved) = inside(bytes.get(edit as usize..).unwrap_or_default()).next() else { break };
        if saved.kind != USER_EDIT {
            break;
        }
        let (Some(before), Some(directory)) = (long(saved.bytes, 8), long(saved.bytes, 12)) else { break };
        let directory = inside(bytes.get(directory as usize..).unwrap_or_default()).next();
        let mut rest = directory.filter(|record| record.kind == PLACES).map_or(&[][..], |record| record.bytes);
        while let Some(entry) = long(rest, 0) {
            let (first, count) = (entry & 0x000f_ffff, entry >> 20);
            rest = &rest[4..];
            for id in first..first.saturating_add(count) {
                let Some(place) = long(rest, 0) else { break };
                places.entry(id).or_insert(place);
                rest = &rest[4..];
            }
        }
        if before == 0 || before >= edit {
            break;
        }
        edit = before;
    }
    places
}
