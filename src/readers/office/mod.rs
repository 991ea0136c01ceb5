//! Packages: a zip archive with XML in it, as Office, LibreOffice and e-book makers write it. Only the parts with text in
//! them are unpacked, as they are read, and only so much of them: a small archive can be made to hold more than there
//! is memory.

mod decimals;
mod month_names;
pub mod numbers;
mod parts;

pub use self::parts::join;

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

/// The element that every OpenDocument package with a password has in its manifest.
const LOCKED: &[u8] = b"encryption-data";

/// Reads what people wrote, part by part.
///
/// # Errors
/// When it is no such archive, or there is nothing of that kind in it.
pub fn read(bytes: &[u8], prose: &mut Prose) -> Result<(), String> {
    let mut package = Package::open(bytes)?;
    let names = package.names.clone();
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

/// A package that is open.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// How many more bytes are unpacked.
    left: u64,
}

/// Where a part leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    pub id: String,
    /// The last word of its kind, such as `slide`.
    pub kind: String,
    /// The name of the part, from the root.
    pub path: String,
}

impl<'a> Package<'a> {
    /// # Errors
    /// A sentence: it is no archive, or has too many parts.
    pub fn open(bytes: &'a [u8]) -> Result<Self, &'static str> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "the Office file is damaged or locked")?;
        if archive.len() > PARTS {
            return Err("there are too many parts in the Office file");
        }
        let names = (0..archive.len())
            .map(|index| archive.by_index_raw(index).ok().and_then(|part| Some(part.name().ok()?.to_string())))
            .map(Option::unwrap_or_default)
            .collect();
        Ok(Self { archive, names, left: UNPACKED })
    }

    /// The number of a part.
    pub fn part(&self, path: &str) -> Option<usize> {
        let path = parts::path_of(path);
        self.names.iter().position(|name| parts::path_of(name) == path)
    }

    /// All of a part by its name; nothing where it is missing.
    pub fn all_at(&mut self, path: &str) -> Vec<u8> {
        self.part(path).map(|index| self.all_of(index)).unwrap_or_default()
    }

    /// The names of its parts.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Where a part leads to; the empty path is the package itself (ECMA-376, part 2, 6.5).
    pub fn relations(&mut self, path: &str) -> Vec<Relation> {
        let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
        let slash = if folder.is_empty() { "" } else { "/" };
        let relations = format!("{folder}{slash}_rels/{file}.rels");
        parts::relations(&self.all_at(&relations))
            .into_iter()
            .map(|(id, kind, target)| Relation {
                id,
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                path: parts::resolve(&relations, &target),
            })
            .collect()
    }

    /// The main part of an Office file: its number and its name.
    pub fn main_part(&mut self) -> Option<(usize, String)> {
        let related = self.relations("").into_iter().filter(|relation| relation.kind == "officeDocument");
        let usual = ["word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml"];
        let paths: Vec<String> = related.map(|relation| relation.path).chain(usual.map(str::to_owned)).collect();
        paths.into_iter().find_map(|path| Some((self.part(&path)?, path)))
    }

    /// Whether its parts are locked with a password (OpenDocument 1.3, part 2, 3.4).
    pub fn is_locked(&mut self) -> bool {
        let manifest = self.all_at("META-INF/manifest.xml");
        manifest.windows(LOCKED.len()).any(|part| part == LOCKED)
    }

    /// A part that cannot be unpacked leaves the others.
    pub fn all_of(&mut self, index: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Ok(part) = self.archive.by_index(index) {
            let mut part = part.take(self.left.min(UNPACKED / 4));
            let _ = part.read_to_end(&mut bytes);
            self.left = self.left.saturating_sub(bytes.len() as u64);
        }
        bytes
    }

    /// The words of a part of XML.
    pub fn markup(&mut self, index: usize, prose: &mut Prose, kind: Part) {
        let Ok(part) = self.archive.by_index(index) else { return };
        let mut part = part.take(self.left);
        markup::read(BufReader::new(&mut part), prose, kind);
        self.left = part.limit();
    }
}
