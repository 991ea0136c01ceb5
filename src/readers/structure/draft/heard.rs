//! What a draft makes of what it hears.

use super::{Block, Draft, Style, tidy};
use crate::readers::sink::{Mark, Sink};

impl Sink for Draft {
    fn push(&mut self, text: &str) {
        if self.is_deaf {
            return;
        }
        let kept = self.spend(text);
        self.text.extend(kept.chars().filter_map(|letter| match letter {
            '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => None,
            letter => Some(letter),
        }));
    }

    fn end_line(&mut self) {
        if self.in_table {
            self.end_paragraph_of_cell();
            return;
        }
        self.put_table();
        let text = tidy(&std::mem::take(&mut self.text));
        let style = std::mem::take(&mut self.style);
        if !text.is_empty() {
            self.put(match style {
                Style::Plain => Block::Text(text),
                Style::Heading(level) => Block::Heading(level.max(1), text),
                Style::Item(depth, number) => Block::Item(depth, number, text),
            });
        }
        for block in std::mem::take(&mut self.late) {
            self.put(block);
        }
    }

    fn is_full(&self) -> bool {
        self.room == 0
    }

    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::LineBreak => self.push("\n"),
            Mark::Tab => self.push("\t"),
            Mark::Heading(level) => self.style = Style::Heading(level),
            Mark::InTable(in_table) => self.in_table = in_table,
            Mark::Cell => self.end_cell(),
            Mark::Row => self.end_row(),
            Mark::About(is_about) => self.is_deaf = is_about,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_cells_and_tables_come_in_order() {
        let mut draft = Draft::new(1_000);
        draft.style(Style::Heading(2));
        draft.push(" Plan ");
        draft.end_line();
        draft.mark(Mark::InTable(true));
        for text in ["a", "b"] {
            draft.push(text);
            draft.mark(Mark::Cell);
        }
        draft.mark(Mark::Row);
        draft.push("after");
        draft.mark(Mark::InTable(false));
        draft.end_line();
        let wanted = [
            Block::Heading(2, "Plan".to_owned()),
            Block::Table(vec![vec!["a".to_owned(), "b".to_owned()]]),
            Block::Text("after".to_owned()),
        ];
        assert_eq!(draft.finish().blocks, wanted);
    }

    #[test]
    fn it_never_grows_past_its_bound() {
        for room in 0..12 {
            let mut draft = Draft::new(room);
            draft.push("äöü 漢字 🦀🦀");
            assert!(draft.is_full());
            let structure = draft.finish();
            let text = structure.blocks.iter().map(|block| format!("{block:?}").len()).sum::<usize>();
            assert!(structure.more && text < room + 20, "{room}");
        }
    }
}
