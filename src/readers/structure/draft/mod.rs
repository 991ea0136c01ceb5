//! Blocks that grow up to a bound, put together from what readers hear.

mod heard;
mod tables;

use self::tables::Table;
use super::{Block, Fact, Note, Part, Structure};
use crate::readers::sink::Sink;

/// More blocks than a page could show.
const BLOCKS: usize = 20_000;
/// More cells.
const CELLS: usize = 60_000;

/// What the paragraph is that is being read.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Style {
    #[default]
    Plain,
    Heading(u8),
    /// How deep, and its number.
    Item(u8, String),
}

/// Collects blocks.
pub struct Draft {
    structure: Structure,
    /// How many more bytes of text there is room for, and cells.
    room: usize,
    cells: usize,
    /// The paragraph that is being read.
    text: String,
    style: Style,
    table: Option<Table>,
    /// How many tables are open, one in the other.
    depth: usize,
    in_table: bool,
    /// Nothing is heard.
    is_deaf: bool,
    /// What follows the paragraph or the table that is open.
    late: Vec<Block>,
}

impl Draft {
    pub fn new(room: usize) -> Self {
        Self {
            structure: Structure::default(),
            room,
            cells: CELLS,
            text: String::new(),
            style: Style::Plain,
            table: None,
            depth: 0,
            in_table: false,
            is_deaf: false,
            late: Vec::new(),
        }
    }

    pub fn finish(mut self) -> Structure {
        self.in_table = false;
        self.depth = 0;
        self.end_line();
        self.structure
    }

    /// The paragraph that is being read is that.
    pub fn style(&mut self, style: Style) {
        self.style = style;
    }

    /// Leaves blanks at the beginning of a paragraph out, and more than one in it: as HTML and OpenDocument mean them.
    pub fn flow(&mut self, text: &str) {
        for letter in text.chars() {
            if !letter.is_ascii_whitespace() {
                self.push(letter.encode_utf8(&mut [0; 4]));
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.push(" ");
            }
        }
    }

    /// A plain text, line by line; an empty line is nothing.
    pub fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.push(line);
            self.end_line();
            if self.is_full() {
                return;
            }
        }
    }

    /// Paragraphs of a plain text: an empty line parts them.
    pub fn paragraphs(&mut self, text: &str) {
        for line in text.lines() {
            if line.trim().is_empty() {
                self.end_line();
            } else {
                if !self.text.is_empty() {
                    self.push("\n");
                }
                self.push(line.trim_end());
            }
            if self.is_full() {
                break;
            }
        }
        self.end_line();
    }

    /// A part begins.
    pub fn part(&mut self, part: Part, name: &str) {
        self.end_tables();
        let name = self.spend(name);
        self.put(Block::Part(part, name));
    }

    /// The part that has begun last is called so, unless it has a name.
    fn name_part(&mut self, name: &str) -> bool {
        let parts = self.structure.blocks.iter().rposition(|block| matches!(block, Block::Part(..)));
        let Some(at) = parts else { return false };
        let name = self.spend(&tidy(name).replace('\n', " "));
        match &mut self.structure.blocks[at] {
            Block::Part(_, own) if own.is_empty() => *own = name,
            _ => return false,
        }
        true
    }

    /// Whether no paragraph is being read.
    pub fn is_between(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether the part that has begun last is of this kind, and nothing is in it yet.
    pub fn is_part_of(&self, part: Part) -> bool {
        matches!(self.structure.blocks.last(), Some(Block::Part(last, _)) if *last == part)
    }

    /// Puts something before the paragraph that is being read.
    pub fn begin_with(&mut self, text: &str) {
        let text = self.spend(text);
        self.text.insert_str(0, &text);
    }

    /// What somebody has said to the paragraph that is being read: it follows that, or the table around it.
    pub fn remark(&mut self, author: &str, text: &str) {
        if !tidy(text).is_empty() {
            let (author, text) = (self.spend(author), self.spend(&tidy(text)));
            self.late.push(Block::Note(Note::Comment, author, text));
        }
    }

    /// The paragraph that is being read is the name of the part, if that has none yet.
    pub fn take_name(&mut self) -> bool {
        let is_named = !tidy(&self.text).is_empty() && self.name_part(&self.text.clone());
        if is_named {
            self.text.clear();
            self.style = Style::Plain;
        }
        is_named
    }

    pub fn note(&mut self, note: Note, of: &str, text: &str) {
        if !tidy(text).is_empty() {
            self.end_line();
            let (of, text) = (self.spend(of), self.spend(&tidy(text)));
            self.put(Block::Note(note, of, text));
        }
    }

    pub fn fact(&mut self, fact: Fact, value: &str) {
        if !tidy(value).is_empty() {
            let value = self.spend(&tidy(value));
            self.put(Block::Fact(fact, value));
        }
    }

    /// Comments on something in it follow it.
    pub fn block(&mut self, block: Block) {
        let late = std::mem::take(&mut self.late);
        self.end_line();
        self.put(block);
        for block in late {
            self.put(block);
        }
    }

    /// A picture, and what it shows. In a cell only its words are kept.
    pub fn picture(&mut self, words: &str) {
        if self.table.is_some() {
            self.push(words);
        } else {
            let words = self.spend(words);
            self.put(Block::Picture(words));
        }
    }

    pub fn hidden_sheet(&mut self) {
        self.structure.hidden_sheets += 1;
    }

    /// How many cells may still be added by somebody who counts them.
    pub fn cells_left(&mut self) -> &mut usize {
        &mut self.cells
    }

    /// Bounded by the room that is left.
    pub fn spend(&mut self, text: &str) -> String {
        let mut end = text.len().min(self.room);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.structure.more |= end < text.len();
        self.room -= end;
        if end < text.len() {
            self.room = 0;
        }
        text[..end].to_owned()
    }

    fn put(&mut self, block: Block) {
        if self.structure.blocks.len() >= BLOCKS {
            self.structure.more = true;
            self.room = 0;
        } else {
            self.structure.blocks.push(block);
        }
    }
}

/// Without blanks and empty lines at its ends.
fn tidy(text: &str) -> String {
    text.trim().to_owned()
}
