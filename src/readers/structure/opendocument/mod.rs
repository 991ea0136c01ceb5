//! OpenDocument (1.3, part 3): texts, sheets and slides have one form, in a package or in one file.

mod aside;
mod cells;

use std::{collections::HashMap, io::BufRead};

use quick_xml::events::BytesStart;

use self::{
    aside::Aside,
    cells::{Cells, collapse},
};
use super::{
    Block, Note, Part,
    draft::{Draft, Style},
    numbering::spelt,
};
use crate::readers::{
    elements::SILENT,
    markup::{Step, attribute, walk},
    sink::Sink,
};

/// Lists nest no deeper in real documents.
const DEEPEST: usize = 12;

/// Reads `content.xml`, or a document that is one file.
pub fn read(source: impl BufRead, draft: &mut Draft) {
    let mut reader = Reader {
        draft,
        formats: HashMap::new(),
        format: String::new(),
        silent: 0,
        paragraphs: 0,
        level: None,
        lists: Vec::new(),
        item: None,
        is_title: false,
        is_slides: false,
        aside: None,
        notes: Vec::new(),
        picture: None,
        about: None,
        sheets: None,
    };
    walk(source, |step| {
        match step {
            Step::Open(tag) => reader.open(tag),
            Step::Close(name) => reader.close(name),
            Step::Text(text) => reader.text(text),
        }
        !reader.draft.is_full()
    });
    let notes = reader.notes;
    draft.end_line();
    for (label, text) in notes {
        draft.note(Note::Foot, &label, &text);
    }
}

/// Headers and footers are among the styles, where a document is one file.
fn is_silent(name: &str) -> bool {
    SILENT.contains(&name) || matches!(name, "styles" | "master-styles")
}

/// A list that is open.
struct List {
    style: String,
    count: u32,
}

struct Reader<'a> {
    draft: &'a mut Draft,
    /// The number format of a level of a list, and what follows the number.
    formats: HashMap<(String, usize), (String, String)>,
    format: String,
    silent: i32,
    /// How many are open; a frame in a paragraph holds others.
    paragraphs: usize,
    level: Option<u8>,
    lists: Vec<List>,
    /// The number of the item whose first paragraph comes next.
    item: Option<String>,
    is_title: bool,
    is_slides: bool,
    aside: Option<Aside>,
    notes: Vec<(String, String)>,
    /// Whether a frame with a picture is open, and what it shows.
    picture: Option<String>,
    /// In the words for a picture.
    about: Option<String>,
    sheets: Option<Cells>,
}

impl Reader<'_> {
    fn open(&mut self, tag: &BytesStart) {
        let name = tag.local_name();
        let name = name.as_ref();
        self.silent += i32::from(is_silent(name));
        let number = |name: &str| attribute(tag, name).and_then(|number| number.parse::<usize>().ok());
        match name {
            // Styles are read though nobody sees them.
            "list-style" => self.format = attribute(tag, "name").unwrap_or_default(),
            "list-level-style-number" => {
                let format = attribute(tag, "num-format").unwrap_or_default();
                let suffix = attribute(tag, "num-suffix").unwrap_or_default();
                self.formats.insert((self.format.clone(), number("level").unwrap_or(1)), (format, suffix));
            }
            _ if self.silent > 0 => {}
            "spreadsheet" => self.sheets = Some(Cells::default()),
            "presentation" => self.is_slides = true,
            "page" if self.is_slides => {
                let is_hidden = attribute(tag, "visibility").is_some_and(|visibility| visibility == "hidden");
                self.draft.part(if is_hidden { Part::HiddenSlide } else { Part::Slide }, "");
            }
            "frame" => self.is_title = attribute(tag, "class").is_some_and(|class| class == "title"),
            "image" => self.picture = Some(String::new()),
            "title" | "desc" if self.picture.is_some() => self.about = Some(String::new()),
            "notes" => self.begin(Note::Speaker),
            "annotation" => self.begin(Note::Comment),
            "note" => self.begin(Note::Foot),
            "creator" | "note-citation" => self.of(true),
            "table" if self.sheets.is_some() => {
                self.draft.part(Part::Sheet, &attribute(tag, "name").unwrap_or_default());
                self.sheets = Some(Cells::default());
            }
            "table" => self.draft.open_table(),
            "table-row" => {
                if let Some(cells) = &mut self.sheets {
                    let times = number("number-rows-repeated").unwrap_or(1);
                    cells.row = cells.row.saturating_add(1);
                    cells.times = u32::try_from(times).unwrap_or(u32::MAX).max(1);
                    cells.column = 0;
                }
            }
            "table-cell" | "covered-table-cell" => {
                if let Some(cells) = &mut self.sheets {
                    cells.wide = number("number-columns-repeated").unwrap_or(1).max(1);
                    cells.text.clear();
                }
            }
            "list" => {
                let style = attribute(tag, "style-name").or_else(|| self.lists.last().map(|list| list.style.clone()));
                self.lists.push(List { style: style.unwrap_or_default(), count: 0 });
            }
            "list-item" => self.item = self.number(),
            "h" | "p" => {
                if self.aside.is_none() {
                    if self.paragraphs > 0 {
                        self.draft.end_line();
                    }
                    let level = number("outline-level").and_then(|level| u8::try_from(level).ok()).unwrap_or(1);
                    self.level = (name == "h").then_some(level);
                }
                self.paragraphs += 1;
            }
            "s" => self.put(&" ".repeat(number("c").unwrap_or(1).min(100))),
            "tab" => self.put("\t"),
            "line-break" => self.put("\n"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        self.silent = (self.silent - i32::from(is_silent(name))).max(0);
        match name {
            _ if self.silent > 0 => {}
            "spreadsheet" => self.sheets = None,
            "title" | "desc" => {
                if let (Some(picture), Some(about)) = (&mut self.picture, self.about.take()) {
                    *picture = about;
                }
            }
            "frame" => {
                if let Some(words) = self.picture.take() {
                    self.draft.picture(words.trim());
                }
                self.is_title = false;
            }
            "notes" | "annotation" | "note" => self.end_aside(),
            "creator" | "note-citation" => self.of(false),
            "table" => match self.sheets.take() {
                Some(cells) => {
                    self.draft.block(Block::Sheet(cells.rows.finish()));
                    self.sheets = Some(Cells::default());
                }
                None => self.draft.close_table(),
            },
            "table-row" => match &mut self.sheets {
                Some(cells) => cells.end_row(self.draft),
                None => self.draft.end_row(),
            },
            "table-cell" | "covered-table-cell" => match &mut self.sheets {
                Some(cells) => cells.end_cell(),
                None => self.draft.end_cell(),
            },
            "list" => _ = self.lists.pop(),
            "h" | "p" => self.end_paragraph(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.silent > 0 {
            return;
        }
        if let Some(about) = &mut self.about {
            about.push_str(text);
        } else if let Some(aside) = self.aside.as_mut().filter(|aside| aside.is_of) {
            aside.of.push_str(text);
        } else if self.paragraphs > 0 {
            match (&mut self.aside, &mut self.sheets) {
                (Some(aside), _) => collapse(&mut aside.text, text),
                (None, Some(cells)) => collapse(&mut cells.text, text),
                (None, None) => self.draft.flow(text),
            }
        }
    }

    /// Letters that stand for themselves.
    fn put(&mut self, text: &str) {
        match (&mut self.aside, &mut self.sheets) {
            (Some(aside), _) => aside.text.push_str(text),
            (None, Some(cells)) => cells.text.push_str(text),
            (None, None) => self.draft.push(text),
        }
    }

    fn end_paragraph(&mut self) {
        self.paragraphs = self.paragraphs.saturating_sub(1);
        if self.aside.is_some() || self.sheets.is_some() {
            self.put("\n");
            return;
        }
        let level = self.level.take();
        if self.is_title && self.draft.take_name() {
            return;
        }
        let depth = u8::try_from(self.lists.len().min(DEEPEST)).unwrap_or_default();
        self.draft.style(match (level, self.item.take()) {
            _ if self.is_title => Style::Heading(1),
            (Some(level), _) => Style::Heading(level),
            (None, Some(number)) => Style::Item(depth.saturating_sub(1), number),
            (None, None) => Style::Plain,
        });
        self.draft.end_line();
    }

    /// The number of the next item of the list that is open; empty for a bullet.
    fn number(&mut self) -> Option<String> {
        let depth = self.lists.len();
        let list = self.lists.last_mut()?;
        list.count += 1;
        let (format, suffix) = self.formats.get(&(list.style.clone(), depth)).cloned().unwrap_or_default();
        Some(if format.is_empty() { String::new() } else { spelt(list.count, &format) + &suffix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(xml: &str) -> Vec<Block> {
        let mut draft = Draft::new(10_000);
        read(xml.as_bytes(), &mut draft);
        draft.finish().blocks
    }

    #[test]
    fn a_text_is_read_with_its_lists_and_notes() {
        let xml = r#"<document-content><automatic-styles><list-style name="L1"><list-level-style-number level="1" num-format="a" num-suffix=")"/>
            </list-style></automatic-styles><body><text><h outline-level="2">The <span>plan</span></h><list style-name="L1"><list-item><p>one</p></list-item>
            <list-item><p>two</p><list><list-item><p>deep</p></list-item></list></list-item></list><p>a<s c="2"/>b<note><note-citation>7</note-citation>
            <note-body><p>said</p></note-body></note><annotation><creator>Ann</creator><p>why?</p></annotation></p></text></body></document-content>"#;
        let text = |text: &str| text.to_owned();
        let wanted = [
            Block::Heading(2, text("The plan")),
            Block::Item(0, text("a)"), text("one")),
            Block::Item(0, text("b)"), text("two")),
            Block::Item(1, text(""), text("deep")),
            Block::Text(text("a  b[1]")),
            Block::Note(Note::Comment, text("Ann"), text("why?")),
            Block::Note(Note::Foot, text("1"), text("said")),
        ];
        assert_eq!(blocks(xml), wanted);
    }
}
