//! A Word document of today (ECMA-376, part 1, 17).

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::{
    Note, TEXT,
    draft::{Draft, Style},
    numbering::Numbering,
    styles::{Styles, outline_level},
};
use crate::readers::{
    elements::SILENT,
    markup::{Part, Step, attribute, symbol, walk},
    office::Package,
    prose::Prose,
    sink::{Mark, Sink},
};

/// Reads the main part `xml`, and what it leads to.
pub fn read(package: &mut Package, path: &str, xml: &[u8], draft: &mut Draft) {
    let (mut styles, mut numbering, mut aside, mut edges) = (Vec::new(), Vec::new(), Aside::default(), Vec::new());
    let relations = package.relations(path);
    for relation in &relations {
        match &*relation.kind {
            "styles" => styles = package.all_at(&relation.path),
            "numbering" => numbering = package.all_at(&relation.path),
            "footnotes" => aside.footnotes = by_id(&package.all_at(&relation.path), "footnote"),
            "endnotes" => aside.endnotes = by_id(&package.all_at(&relation.path), "endnote"),
            "comments" => aside.comments = by_id(&package.all_at(&relation.path), "comment"),
            "header" | "footer" => edges.push(relation.path.clone()),
            _ => {}
        }
    }
    let (styles, numbering) = (Styles::read(&styles), Numbering::read(&numbering));
    let mut reader = Reader::new(draft, styles, numbering, aside);
    walk(xml, |step| {
        match step {
            Step::Open(tag) => reader.open(tag),
            Step::Close(name) => reader.close(name),
            Step::Text(text) if reader.is_text && reader.silent == 0 => reader.draft.push(text),
            Step::Text(_) => {}
        }
        !reader.draft.is_full()
    });
    let said = reader.said;
    for (label, text) in said {
        draft.note(Note::Foot, &label, &text);
    }
    drawings(package, path, draft);
    let mut seen = Vec::new();
    for edge in edges {
        let text = words(package, &edge);
        // Most pages have the same.
        if !seen.contains(&text) {
            draft.note(Note::Edge, "", &text);
            seen.push(text);
        }
    }
}

/// The words of charts and drawings that a part leads to.
pub fn drawings(package: &mut Package, path: &str, draft: &mut Draft) {
    for relation in package.relations(path) {
        if matches!(&*relation.kind, "chart" | "chartEx" | "diagramData") {
            let text = words(package, &relation.path);
            draft.note(Note::Drawing, "", &text);
        } else if relation.kind == "drawing" {
            let text = words(package, &relation.path);
            draft.note(Note::Drawing, "", &text);
            for inner in package.relations(&relation.path).into_iter().filter(|inner| inner.kind == "chart") {
                let text = words(package, &inner.path);
                draft.note(Note::Drawing, "", &text);
            }
        }
    }
}

/// All words of a part, line by line.
pub fn words(package: &mut Package, path: &str) -> String {
    let mut prose = Prose::new(TEXT / 8);
    if let Some(index) = package.part(path) {
        package.markup(index, &mut prose, Part::Text);
    }
    prose.finish().text
}

/// Notes by their ids: whose they are, and what they say.
pub fn by_id(xml: &[u8], element: &str) -> HashMap<String, (String, String)> {
    let (mut found, mut id, mut author, mut text) = (HashMap::new(), String::new(), String::new(), String::new());
    let (mut is_text, mut left) = (false, TEXT);
    walk(xml, |step| {
        match step {
            Step::Open(tag) if tag.local_name().as_ref() == element => {
                id = attribute(tag, "id").unwrap_or_default();
                author = attribute(tag, "author").unwrap_or_default();
                text.clear();
            }
            Step::Open(tag) => is_text = tag.local_name().as_ref() == "t",
            Step::Close("p") => text.push('\n'),
            Step::Close(name) if name == element => {
                found.insert(std::mem::take(&mut id), (std::mem::take(&mut author), std::mem::take(&mut text)));
            }
            Step::Close(_) => is_text = false,
            Step::Text(words) if is_text => {
                left = left.saturating_sub(words.len());
                text.push_str(words);
            }
            Step::Text(_) => {}
        }
        left > 0
    });
    found
}

type Notes = HashMap<String, (String, String)>;

#[derive(Default)]
struct Aside {
    footnotes: Notes,
    endnotes: Notes,
    comments: Notes,
}

/// What a paragraph is said to be.
#[derive(Default)]
struct Paragraph {
    style: String,
    level: Option<u8>,
    list: Option<String>,
    depth: Option<u8>,
}

struct Reader<'a> {
    draft: &'a mut Draft,
    styles: Styles,
    numbering: Numbering,
    aside: Aside,
    /// Those that are open; a text box holds paragraphs inside a paragraph.
    paragraphs: Vec<Paragraph>,
    is_text: bool,
    /// In the properties of a paragraph; deeper are those from before a change.
    about: u32,
    silent: i32,
    /// What the next picture shows.
    shows: String,
    pictures: Vec<String>,
    /// Footnotes, as they are numbered here.
    said: Vec<(String, String)>,
    /// How many columns the cell takes.
    columns: usize,
}

impl<'a> Reader<'a> {
    fn new(draft: &'a mut Draft, styles: Styles, numbering: Numbering, aside: Aside) -> Self {
        Self {
            draft,
            styles,
            numbering,
            aside,
            paragraphs: Vec::new(),
            is_text: false,
            about: 0,
            silent: 0,
            shows: String::new(),
            pictures: Vec::new(),
            said: Vec::new(),
            columns: 1,
        }
    }

    fn open(&mut self, tag: &BytesStart) {
        let name = tag.local_name();
        let name = name.as_ref();
        self.silent += i32::from(SILENT.contains(&name));
        let value = || attribute(tag, "val");
        match name {
            "p" if self.silent == 0 => {
                if !self.paragraphs.is_empty() {
                    self.draft.end_line();
                }
                self.paragraphs.push(Paragraph::default());
            }
            "pPr" => self.about += 1,
            "pStyle" => self.about(|paragraph| paragraph.style = value().unwrap_or_default()),
            "outlineLvl" => self.about(|paragraph| paragraph.level = outline_level(value().as_deref())),
            "numId" => self.about(|paragraph| paragraph.list = value()),
            "ilvl" => self.about(|paragraph| paragraph.depth = value().and_then(|depth| depth.parse().ok())),
            "t" => self.is_text = true,
            _ if self.silent > 0 || self.about > 0 => {}
            "tab" | "ptab" => self.draft.mark(Mark::Tab),
            "br" | "cr" => self.draft.mark(Mark::LineBreak),
            "noBreakHyphen" => self.draft.push("-"),
            "sym" => self.draft.push(symbol(tag).encode_utf8(&mut [0; 4])),
            "tbl" => self.draft.open_table(),
            "gridSpan" => self.columns = value().and_then(|columns| columns.parse().ok()).unwrap_or(1),
            "docPr" => {
                let words = attribute(tag, "descr").filter(|words| !words.is_empty());
                self.shows = words.or_else(|| attribute(tag, "title")).unwrap_or_default();
            }
            "pic" | "imagedata" => self.pictures.push(std::mem::take(&mut self.shows)),
            "footnoteReference" | "endnoteReference" => {
                let notes =
                    if name == "endnoteReference" { &mut self.aside.endnotes } else { &mut self.aside.footnotes };
                if let Some((_, text)) = attribute(tag, "id").and_then(|id| notes.remove(&id)) {
                    let label = (self.said.len() + 1).to_string();
                    self.draft.push(&format!("[{label}]"));
                    self.said.push((label, text));
                }
            }
            "commentReference" => {
                if let Some((author, text)) = attribute(tag, "id").and_then(|id| self.aside.comments.remove(&id)) {
                    self.draft.remark(&author, &text);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        self.silent = (self.silent - i32::from(SILENT.contains(&name))).max(0);
        match name {
            "p" if self.silent == 0 => self.end_paragraph(),
            "pPr" => self.about = self.about.saturating_sub(1),
            "t" => self.is_text = false,
            "tc" => {
                for _ in 0..std::mem::replace(&mut self.columns, 1).clamp(1, super::COLUMNS) {
                    self.draft.end_cell();
                }
            }
            "tr" => self.draft.end_row(),
            "tbl" => self.draft.close_table(),
            _ => {}
        }
    }

    fn about(&mut self, say: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| self.about == 1) {
            say(paragraph);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = self.paragraphs.pop().unwrap_or_default();
        let by_style = self.styles.list(&paragraph.style);
        let list = paragraph.list.or_else(|| by_style.as_ref().map(|(list, _)| list.clone()));
        let depth = paragraph.depth.or(by_style.map(|(_, depth)| depth)).unwrap_or_default();
        let number = list.and_then(|list| self.numbering.next(&list, depth));
        let level = paragraph.level.or_else(|| self.styles.level(&paragraph.style));
        let style = match (level, number) {
            (Some(level), number) => {
                if let Some(number) = number.filter(|number| !number.is_empty()) {
                    self.draft.begin_with(&format!("{number} "));
                }
                Style::Heading(level)
            }
            (None, Some(number)) => Style::Item(depth, number),
            (None, None) => Style::Plain,
        };
        self.draft.style(style);
        self.draft.end_line();
        for words in std::mem::take(&mut self.pictures) {
            self.draft.picture(&words);
        }
    }
}
