//! A page of HTML: a chapter of an e-book, a message, what an old program calls a workbook.

use super::{
    Part,
    draft::{Draft, Style},
};
use crate::readers::{
    html::{Piece, walk},
    sink::{Mark, Sink},
};

/// Lists nest no deeper on real pages.
const DEEPEST: usize = 12;

/// Reads a page.
pub fn read(source: &str, draft: &mut Draft) {
    let mut reader =
        Reader { draft, lists: Vec::new(), item: None, level: None, is_title: false, is_as_written: false };
    walk(source, |piece| {
        match piece {
            Piece::Open(name) => reader.open(name),
            Piece::Close(name) => reader.close(name),
            Piece::Text(_) if reader.is_title => {}
            Piece::Text(text) if reader.is_as_written => reader.draft.push(text),
            Piece::Text(text) => reader.draft.flow(text),
        }
        !reader.draft.is_full()
    });
    draft.end_line();
}

struct Reader<'a> {
    draft: &'a mut Draft,
    /// Those that are open, and how far they are counted; `None`: it has bullets.
    lists: Vec<Option<u32>>,
    /// The number of the item that is being read.
    item: Option<String>,
    level: Option<u8>,
    /// In the name of the page, which is above it.
    is_title: bool,
    /// Where blanks and line ends stand for themselves.
    is_as_written: bool,
}

impl Reader<'_> {
    fn open(&mut self, name: &str) {
        match name {
            "br" => return self.draft.mark(Mark::LineBreak),
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" => return,
            _ => self.end_paragraph(),
        }
        match name {
            "title" => self.is_title = true,
            "pre" => self.is_as_written = true,
            "ol" => self.lists.push(Some(0)),
            "ul" => self.lists.push(None),
            "li" => {
                let number = self.lists.last_mut().and_then(Option::as_mut).map(|count| {
                    *count += 1;
                    format!("{count}.")
                });
                self.item = Some(number.unwrap_or_default());
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.level = name[1..].parse().ok(),
            "table" => self.draft.open_table(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "td" | "th" => self.draft.end_cell(),
            "tr" => self.draft.end_row(),
            "table" => self.draft.close_table(),
            "tbody" | "thead" | "tfoot" => {}
            _ => self.end_paragraph(),
        }
        match name {
            "title" => self.is_title = false,
            "pre" => self.is_as_written = false,
            "ol" | "ul" => _ = self.lists.pop(),
            "li" => self.item = None,
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let depth = u8::try_from(self.lists.len().clamp(1, DEEPEST) - 1).unwrap_or_default();
        let is_empty = self.draft.is_between();
        match self.level.take() {
            Some(level) if is_empty => self.level = Some(level),
            // The first heading names the chapter that has begun.
            Some(_) if self.draft.is_part_of(Part::Chapter) && self.draft.take_name() => {}
            Some(level) => self.draft.style(Style::Heading(level)),
            None if is_empty => {}
            None => {
                if let Some(number) = self.item.take() {
                    self.draft.style(Style::Item(depth, number));
                }
            }
        }
        self.draft.end_line();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::structure::Block;

    #[test]
    fn headings_lists_and_tables_are_kept() {
        let mut draft = Draft::new(10_000);
        let page = "<title>T</title><h2>A  <b>plan</b></h2><p>one\n two<br>three</p><ol><li>a<ul><li>deep</ul><li><p>b</p></ol>\
                    <table><tr><th>x<td>y</table>end<pre>a\n  b</pre>";
        read(page, &mut draft);
        let text = |text: &str| text.to_owned();
        let wanted = [
            Block::Heading(2, text("A plan")),
            Block::Text(text("one two\nthree")),
            Block::Item(0, text("1."), text("a")),
            Block::Item(1, text(""), text("deep")),
            Block::Item(0, text("2."), text("b")),
            Block::Table(vec![vec![text("x"), text("y")]]),
            Block::Text(text("end")),
            Block::Text(text("a\n  b")),
        ];
        assert_eq!(draft.finish().blocks, wanted);
    }
}
