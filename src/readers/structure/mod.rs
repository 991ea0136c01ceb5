//! What is in a document, as far as it can be shown without its layout: headings, paragraphs, lists, tables, sheets,
//! slides, messages. Runs in a confined process, as all readers do. The result is data; the parent escapes it.

mod book;
mod calendar;
mod draft;
mod message;
mod numbering;
mod old;
mod opendocument;
mod page;
mod sheets;
mod slides;
mod styles;
mod word;

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use self::draft::Draft;
use super::{
    compound::{self, Compound},
    kind::Kind,
    markup,
    office::Package,
    rtf,
};
use crate::charset;

/// So much of a document is read.
pub const BYTES: u64 = 64 * 1024 * 1024;
/// So much text of it is shown, in bytes.
pub const TEXT: usize = 1024 * 1024;
/// How many rows of one table or sheet are shown, and how many columns.
pub const ROWS: usize = 1_000;
pub const COLUMNS: usize = 50;
/// How many letters of a cell in a sheet are shown.
pub const CELL: usize = 500;

/// What is shown of a document.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    pub blocks: Vec<Block>,
    /// Whether something is missing at the end.
    pub more: bool,
    /// How many sheets are hidden in it, and not shown.
    pub hidden_sheets: usize,
}

/// A piece of it. Texts may hold line ends and tabs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A part begins, which goes on up to the next one. Its name may be empty.
    Part(Part, String),
    /// From 1, the highest.
    Heading(u8, String),
    Text(String),
    /// How deep in lists, from 0; its number, or nothing for a bullet.
    Item(u8, String, String),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
    Sheet(Sheet),
    /// Whose it is, such as a number or a person, and what it says.
    Note(Note, String, String),
    /// What it shows, in words; mostly empty.
    Picture(String),
    /// A fact about a message or an event.
    Fact(Fact, String),
    /// What is attached: its name, and its size in bytes.
    Attached(String, u64),
}

/// The cells of a sheet by where they stand.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The number of the first column, from 0.
    pub left: usize,
    /// The number of each row, from 1, and its cells. Rows without any are left out.
    pub rows: Vec<(u32, Vec<String>)>,
    pub more_rows: bool,
    pub more_columns: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Sheet,
    Slide,
    HiddenSlide,
    Chapter,
    Message,
    Event,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// A footnote or an endnote.
    Foot,
    Comment,
    /// What the speaker is to say.
    Speaker,
    /// The headers and footers of pages.
    Edge,
    /// The words of a chart or a drawing.
    Drawing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    From,
    To,
    Copy,
    Date,
    Begins,
    Ends,
    Repeats,
    Place,
    Organizer,
    Attendee,
}

/// Why there is nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// With a password.
    Locked,
    Damaged,
    /// There is no text in it.
    Empty,
    /// It is another kind of document.
    Unknown,
}

/// Whether there may be something for [`read`] in a document that begins so.
pub fn is_for(media_type: &str, head: &[u8]) -> bool {
    Kind::of(head, media_type).is_some_and(|kind| kind.is_structured(media_type, head))
}

/// Reads what is in it.
///
/// # Errors
/// When there is nothing to show.
pub fn read(bytes: &[u8], media_type: &str) -> Result<Structure, Why> {
    let mut draft = Draft::new(TEXT);
    match Kind::of(bytes, media_type).ok_or(Why::Unknown)? {
        Kind::Package => package(bytes, &mut draft)?,
        Kind::Compound => old::read(bytes, &mut draft)?,
        Kind::Rtf => rtf::read(bytes, &mut draft),
        Kind::Mail => message::read(bytes, &mut draft),
        Kind::Mailbox => message::read_mailbox(bytes, &mut draft),
        Kind::Folded => calendar::read(&charset::decode(bytes), &mut draft),
        Kind::Markup => opendocument::read(charset::decode(bytes).as_bytes(), &mut draft),
        Kind::Html => page::read(&charset::decode(bytes), &mut draft),
        Kind::Plain => draft.lines(&charset::decode(bytes)),
        Kind::Pdf => return Err(Why::Unknown),
    }
    let structure = draft.finish();
    if structure.blocks.iter().all(|block| matches!(block, Block::Part(_, name) if name.is_empty())) {
        return Err(Why::Empty);
    }
    Ok(structure)
}

/// The main part of a package tells what it is.
fn package(bytes: &[u8], draft: &mut Draft) -> Result<(), Why> {
    let mut package = Package::open(bytes).map_err(|_| Why::Damaged)?;
    if let Some(main) = package.main_part() {
        let head = package.all_of(main.0);
        match &*markup::root(&head) {
            "document" | "glossaryDocument" => word::read(&mut package, &main.1, &head, draft),
            "presentation" => slides::read(&mut package, &main.1, &head, draft),
            "workbook" => sheets::read(&mut package, &main.1, &head, draft),
            _ if main.1.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("bin")) => {
                return old::binary_workbook(bytes, draft);
            }
            _ => return Err(Why::Unknown),
        }
        return Ok(());
    }
    let is_book =
        package.part("META-INF/container.xml").is_some() || package.all_at("mimetype").starts_with(b"application/epub");
    if is_book && package.part("content.xml").is_none() {
        book::read(&mut package, draft);
        return Ok(());
    }
    let content = package.part("content.xml").ok_or(Why::Unknown)?;
    if package.is_locked() {
        return Err(Why::Locked);
    }
    let content = package.all_of(content);
    opendocument::read(&content[..], draft);
    Ok(())
}

/// The compound file in these bytes.
fn compound(bytes: &[u8]) -> Result<Compound<'_>, Why> {
    Compound::open(Cursor::new(bytes)).map_err(|_| Why::Damaged)
}

/// What readers of old files complain of.
fn why(complaint: &str) -> Why {
    if complaint == compound::LOCKED { Why::Locked } else { Why::Damaged }
}
