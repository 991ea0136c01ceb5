//! Packages: a zip archive with XML in it, as Office, LibreOffice and e-book makers write it. Only the parts with text in
//! them are unpacked, as they are read, and only so much of them: a small archive can be made to hold more than there
//! is memory.

mod numbers;
mod parts;

use std::io::{BufReader, Cursor, Read};

use zip::ZipArchive;

use self::{numbers::Formats, parts::Reader};
use super::{
    html,
    markup::{self, Part},
    prose::Prose,
};
use crate::charset;

/// How much is unpacked of one file, all parts together. Text is perhaps a tenth of its XML.
const UNPACKED: u64 = 64 * 1024 * 1024;

/// More parts than any real file has.
const PARTS: usize = 20_000;

/// Reads what people wrote, part by part.
///
/// # Errors
/// When it is no such archive, or there is nothing of that kind in it.
pub fn read(bytes: &[u8], prose: &mut Prose) -> Result<(), String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "the Office file is damaged or locked")?;
    let mut package = Package { archive, left: UNPACKED };
    if package.archive.len() > PARTS {
        return Err("there are too many parts in the Office file".to_owned());
    }
    let names: Vec<String> = (0..package.archive.len())
        .map(|index| package.archive.by_index_raw(index).ok().and_then(|part| Some(part.name().ok()?.to_string())))
        .map(Option::unwrap_or_default)
        .collect();
    if names.iter().any(|name| name == "xl/workbook.bin") {
        return super::excel::read_binary(bytes, prose);
    }
    let parts = parts::in_order(&names, |index| package.all_of(index));
    if parts.is_empty() {
        return Err(super::UNSUPPORTED.to_owned());
    }
    let styles = names.iter().position(|name| name.ends_with("xl/styles.xml"));
    let formats = styles.map(|index| Formats::read(&package.all_of(index))).unwrap_or_default();
    for part in parts {
        match part.reader {
            Reader::Html => html::read(&charset::decode(&package.all_of(part.index)), prose),
            Reader::Markup => package.markup(part.index, prose, Part::Text),
            Reader::About => package.markup(part.index, prose, Part::About),
            Reader::Sheet => package.markup(part.index, prose, Part::Sheet(&formats)),
        }
        prose.end_line();
        if prose.is_full() || package.left == 0 {
            break;
        }
    }
    Ok(())
}

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How many more bytes are unpacked.
    left: u64,
}

impl Package<'_> {
    /// A part that cannot be unpacked leaves the others.
    fn all_of(&mut self, index: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Ok(part) = self.archive.by_index(index) {
            let mut part = part.take(self.left.min(UNPACKED / 4));
            let _ = part.read_to_end(&mut bytes);
            self.left = self.left.saturating_sub(bytes.len() as u64);
        }
        bytes
    }

    fn markup(&mut self, index: usize, prose: &mut Prose, kind: Part) {
        let Ok(part) = self.archive.by_index(index) else { return };
        let mut part = part.take(self.left);
        markup::read(BufReader::new(&mut part), prose, kind);
        self.left = part.limit();
    }
}
