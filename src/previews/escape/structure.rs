//! A document without its layout: parts, headings, paragraphs, lists, tables, notes.

use std::fmt::Write;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{escape, shown};
use crate::{
    previews::html::Html,
    readers::structure::{self, Block, Fact, Note, Part, Structure},
    texts::{calendar, size::Size},
};

/// Lists deeper than this are shown as this deep.
const DEEPEST: u8 = 8;

/// A document, with the way to its parts where there are several.
pub fn structure(structure: &Structure) -> Html {
    let names = part_names(&structure.blocks);
    let mut page = Page {
        html: String::new(),
        lists: Vec::new(),
        open: Open::Nothing,
        part: 0,
        tables: 0,
        has_parts: !names.is_empty(),
    };
    if names.len() > 1 {
        page.contents(&names);
    }
    for block in &structure.blocks {
        page.block(block, &names);
    }
    page.end_part();
    Html::harmless(page.html)
}

/// What is left out; empty: nothing.
pub fn structure_notice(structure: &Structure) -> String {
    let mut notice = Vec::new();
    if structure.more {
        notice.push(text!("structure-more"));
    }
    let sheets =
        || structure.blocks.iter().filter_map(|block| if let Block::Sheet(sheet) = block { Some(sheet) } else { None });
    if sheets().any(|sheet| sheet.more_rows) {
        notice.push(text!("structure-more-rows", number = shown(structure::ROWS)));
    }
    if sheets().any(|sheet| sheet.more_columns) {
        notice.push(text!("structure-more-columns", number = shown(structure::COLUMNS)));
    }
    if structure.hidden_sheets > 0 {
        notice.push(text!("structure-hidden-sheets", count = structure.hidden_sheets));
    }
    notice.join(" ")
}

/// What each part is called, in order.
fn part_names(blocks: &[Block]) -> Vec<String> {
    let parts =
        blocks.iter().filter_map(|block| if let Block::Part(part, name) = block { Some((part, name)) } else { None });
    parts
        .zip(1_usize..)
        .map(|((part, name), number)| match (part, name.trim()) {
            (Part::Slide, "") => text!("structure-slide", number = shown(number)),
            (Part::Slide, name) => text!("structure-slide-named", number = shown(number), name = name),
            (Part::HiddenSlide, "") => text!("structure-hidden-slide", number = shown(number)),
            (Part::HiddenSlide, name) => text!("structure-hidden-slide-named", number = shown(number), name = name),
            (Part::Sheet, "") => text!("structure-sheet", number = shown(number)),
            (Part::Chapter, "") => text!("structure-chapter", number = shown(number)),
            (Part::Message, "") => text!("structure-message"),
            (Part::Event, "") => text!("structure-event"),
            (_, name) => name.to_owned(),
        })
        .collect()
}

/// What the next block goes on with, if it is of that kind.
#[derive(PartialEq, Eq)]
enum Open {
    Nothing,
    Facts,
    Attachments,
}

pub(super) struct Page {
    pub(super) html: String,
    /// How deep the lists are that are open.
    lists: Vec<u8>,
    open: Open,
    /// The number of the part that is open; 0: none.
    pub(super) part: usize,
    /// How many tables there were.
    pub(super) tables: usize,
    has_parts: bool,
}

impl Page {
    fn contents(&mut self, names: &[String]) {
        self.html.push_str("<nav class=\"parts\" aria-label=\"");
        escape(&mut self.html, &text!("structure-parts"));
        self.html.push_str("\"><ol>");
        for (name, number) in names.iter().zip(1..) {
            let _ = write!(self.html, "<li><a href=\"#part-{number}\" dir=\"auto\">");
            escape(&mut self.html, name);
            self.html.push_str("</a></li>");
        }
        self.html.push_str("</ol></nav>");
    }

    fn block(&mut self, block: &Block, names: &[String]) {
        if !matches!(block, Block::Item(..)) {
            self.end_lists(None);
        }
        let goes_on = match block {
            Block::Fact(..) => Open::Facts,
            Block::Attached(..) => Open::Attachments,
            _ => Open::Nothing,
        };
        if goes_on != self.open {
            self.begin(goes_on);
        }
        match block {
            Block::Part(..) => {
                self.end_part();
                self.part += 1;
                let number = self.part;
                let _ = write!(self.html, "<section id=\"part-{number}\" aria-labelledby=\"part-{number}-name\">");
                let _ = write!(self.html, "<h2 id=\"part-{number}-name\" dir=\"auto\">");
                escape(&mut self.html, names.get(number - 1).map_or("", String::as_str));
                self.html.push_str("</h2>");
            }
            Block::Heading(level, text) => {
                let level = level.saturating_add(if self.has_parts { 2 } else { 1 }).clamp(2, 6);
                self.element(&format!("h{level}"), text);
            }
            Block::Text(text) => self.element("p", text),
            Block::Item(depth, number, text) => self.item((*depth).min(DEEPEST), number, text),
            Block::Table(rows) => self.table(rows),
            Block::Sheet(sheet) => self.sheet(sheet, names),
            Block::Note(note, of, text) => self.note(*note, of, text),
            Block::Picture(words) if words.trim().is_empty() => self.aside(&text!("structure-picture"), ""),
            Block::Picture(words) => self.aside(&text!("structure-picture-named"), words),
            Block::Fact(fact, value) => self.fact(*fact, value),
            Block::Attached(name, size) => {
                self.html.push_str("<li dir=\"auto\">");
                let nameless = text!("structure-attachment-nameless");
                escape(&mut self.html, if name.trim().is_empty() { &nameless } else { name });
                self.html.push_str(" <small>");
                escape(&mut self.html, &Size(*size).to_string());
                self.html.push_str("</small></li>");
            }
        }
    }

    /// Ends what is open, and begins that.
    fn begin(&mut self, next: Open) {
        self.html.push_str(match self.open {
            Open::Nothing => "",
            Open::Facts => "</dl>",
            Open::Attachments => "</ul>",
        });
        match next {
            Open::Nothing => {}
            Open::Facts => self.html.push_str("<dl class=\"facts\">"),
            Open::Attachments => {
                self.html.push_str("<p class=\"aside\"><strong>");
                escape(&mut self.html, &text!("structure-attachments"));
                self.html.push_str("</strong></p><ul>");
            }
        }
        self.open = next;
    }

    fn end_part(&mut self) {
        self.end_lists(None);
        if self.open != Open::Nothing {
            self.begin(Open::Nothing);
        }
        if self.part > 0 {
            self.html.push_str("</section>");
        }
    }

    fn element(&mut self, name: &str, text: &str) {
        let _ = write!(self.html, "<{name} dir=\"auto\">");
        escape(&mut self.html, text);
        let _ = write!(self.html, "</{name}>");
    }

    /// Lists that are deeper than this end; `None`: all of them.
    fn end_lists(&mut self, depth: Option<u8>) {
        while self.lists.last().is_some_and(|open| depth.is_none_or(|depth| *open > depth)) {
            self.html.push_str("</li></ul>");
            self.lists.pop();
        }
    }

    fn item(&mut self, depth: u8, number: &str, text: &str) {
        self.end_lists(Some(depth));
        if self.lists.last() == Some(&depth) {
            self.html.push_str("</li>");
        } else {
            self.html.push_str("<ul>");
            self.lists.push(depth);
        }
        if number.is_empty() {
            self.html.push_str("<li dir=\"auto\">");
        } else {
            self.html.push_str("<li class=\"numbered\" dir=\"auto\"><span class=\"number\">");
            escape(&mut self.html, number);
            self.html.push_str("</span> ");
        }
        escape(&mut self.html, text);
    }

    fn note(&mut self, note: Note, of: &str, text: &str) {
        let label = match (note, of.trim()) {
            (Note::Foot, number) => text!("structure-footnote", number = number),
            (Note::Comment, "") => text!("structure-comment"),
            (Note::Comment, of) => text!("structure-comment-of", name = of),
            (Note::Speaker, _) => text!("structure-speaker"),
            (Note::Edge, _) => text!("structure-edge"),
            (Note::Drawing, _) => text!("structure-drawing"),
        };
        self.aside(&label, text);
    }

    pub(super) fn aside(&mut self, label: &str, text: &str) {
        self.html.push_str("<p class=\"aside\" dir=\"auto\"><strong>");
        escape(&mut self.html, label);
        self.html.push_str("</strong> ");
        escape(&mut self.html, text);
        self.html.push_str("</p>");
    }

    fn fact(&mut self, fact: Fact, value: &str) {
        let name = match fact {
            Fact::From => text!("structure-from"),
            Fact::To => text!("structure-to"),
            Fact::Copy => text!("structure-copy"),
            Fact::Date => text!("structure-date"),
            Fact::Begins => text!("structure-begins"),
            Fact::Ends => text!("structure-ends"),
            Fact::Repeats => text!("structure-repeats"),
            Fact::Place => text!("structure-place"),
            Fact::Organizer => text!("structure-organizer"),
            Fact::Attendee => text!("structure-attendee"),
        };
        self.html.push_str("<dt>");
        escape(&mut self.html, &name);
        self.html.push_str("</dt><dd dir=\"auto\">");
        match OffsetDateTime::parse(value, &Rfc3339) {
            // Where scripts run, in the reader's own time.
            Ok(at) if fact == Fact::Date => {
                let _ =
                    write!(self.html, "<time datetime=\"{}\">{}</time>", calendar::exact(&at), calendar::moment(&at));
            }
            _ => escape(&mut self.html, value),
        }
        self.html.push_str("</dd>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::structure::Sheet;

    #[test]
    fn lists_nest_and_letters_stay_letters() {
        let item = |depth, number: &str, text: &str| Block::Item(depth, number.to_owned(), text.to_owned());
        let blocks = vec![item(0, "", "a"), item(3, "1.", "<b>"), item(1, "", "c"), item(0, "", "d")];
        let html = structure(&Structure { blocks, ..Structure::default() });
        let wanted = "<ul><li dir=\"auto\">a<ul><li class=\"numbered\" dir=\"auto\"><span class=\"number\">1.</span> &lt;b&gt;</li></ul>\
                      <ul><li dir=\"auto\">c</li></ul></li><li dir=\"auto\">d</li></ul>";
        assert_eq!(html.as_str(), wanted);
    }

    #[test]
    fn whatever_the_other_process_says_is_spelt() {
        let evil = "<script>\u{202e}\"".to_owned();
        let blocks = vec![
            Block::Part(Part::Sheet, evil.clone()),
            Block::Sheet(Sheet { left: usize::MAX, rows: vec![(1, vec![evil.clone(); 3])], ..Sheet::default() }),
            Block::Part(Part::Message, String::new()),
            Block::Fact(Fact::Date, evil.clone()),
            Block::Attached(evil.clone(), u64::MAX),
            Block::Heading(255, evil.clone()),
            Block::Note(Note::Comment, evil.clone(), evil),
        ];
        let html = structure(&Structure { blocks, ..Structure::default() });
        assert!(!html.as_str().contains("<script") && html.as_str().contains("<h6"), "{html}");
    }
}
