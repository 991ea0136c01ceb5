//! Office files: a zip archive with XML in it. Only the parts with text in them are unpacked, as they are read, and
//! only so much of them: a small archive can be made to hold more than there is memory.

use std::io::{BufReader, Cursor, Read};

use zip::ZipArchive;

use super::{markup, prose::Prose};

/// How much is unpacked of one file, all parts together. Text is perhaps a tenth of its XML.
const UNPACKED: u64 = 64 * 1024 * 1024;

/// More parts than any real file has.
const PARTS: usize = 20_000;

/// Reads what people wrote, part by part.
///
/// # Errors
/// When it is no such archive, or there is nothing of that kind in it.
pub fn read(bytes: &[u8], prose: &mut Prose) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "the Office file is damaged or locked")?;
    if archive.len() > PARTS {
        return Err("there are too many parts in the Office file".to_owned());
    }
    let mut parts: Vec<(u32, usize)> = (0..archive.len())
        .filter_map(|index| Some((order(&archive.by_index_raw(index).ok()?.name().ok()?)?, index)))
        .collect();
    if parts.is_empty() {
        return Err(super::UNSUPPORTED.to_owned());
    }
    parts.sort_unstable();
    let mut left = UNPACKED;
    for (_, index) in parts {
        // A part that cannot be unpacked leaves the others.
        let Ok(part) = archive.by_index(index) else { continue };
        let mut part = part.take(left);
        markup::read(BufReader::new(&mut part), prose);
        prose.end_line();
        left = part.limit();
        if prose.is_full() || left == 0 {
            break;
        }
    }
    Ok(())
}

/// Where in the text a part comes; `None`: it holds no text.
fn order(name: &str) -> Option<u32> {
    // Slides and sheets are numbered; the number stands before ".xml".
    let number = |start: &str| -> Option<u32> {
        let digits = name.strip_prefix(start)?.strip_suffix(".xml")?;
        Some(digits.parse().unwrap_or(99_999).min(99_999))
    };
    match name {
        "word/document.xml" | "content.xml" | "xl/workbook.xml" => Some(0),
        "xl/sharedStrings.xml" => Some(1),
        "word/footnotes.xml" | "word/endnotes.xml" | "word/comments.xml" => Some(400_000),
        _ => None,
    }
    .or_else(|| number("ppt/slides/slide").map(|number| 100 + number))
    .or_else(|| number("xl/worksheets/sheet").map(|number| 100 + number))
    .or_else(|| number("ppt/notesSlides/notesSlide").map(|number| 200_000 + number))
    .or_else(|| number("xl/comments").map(|number| 200_000 + number))
    .or_else(|| number("word/header").or_else(|| number("word/footer")).map(|number| 300_000 + number))
}
