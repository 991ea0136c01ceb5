//! The cells of a sheet, which OpenDocument writes once where they are the same.

use crate::readers::structure::{COLUMNS, ROWS, TEXT, draft::Draft, sheets::Rows};

/// The sheet that is being read.
#[derive(Default)]
pub struct Cells {
    pub rows: Rows,
    /// The number of the row, from 1, and how often it is there.
    pub row: u32,
    pub times: u32,
    pub column: usize,
    /// How many cells are like this one.
    pub wide: usize,
    pub text: String,
    /// The cells of a row that is there more than once.
    pub same: Vec<(usize, String)>,
}

impl Cells {
    pub fn end_cell(&mut self) {
        let text = self.text.trim();
        if !text.is_empty() && self.same.iter().map(|(_, text)| text.len()).sum::<usize>() < TEXT {
            let columns = (0..self.wide.min(COLUMNS)).map(|more| self.column.saturating_add(more));
            self.same.extend(columns.map(|column| (column, text.to_owned())));
        }
        self.column = self.column.saturating_add(self.wide);
        self.text.clear();
    }

    pub fn end_row(&mut self, draft: &mut Draft) {
        let same = std::mem::take(&mut self.same);
        if !same.is_empty() {
            for more in 0..self.times.min(u32::try_from(ROWS + 1).unwrap_or(u32::MAX)) {
                for (column, text) in &same {
                    self.rows.add(self.row.saturating_add(more), *column, text, draft);
                }
            }
        }
        self.row = self.row.saturating_add(self.times - 1);
    }
}

/// Blanks are one, as [`Draft::flow`] has it.
pub fn collapse(into: &mut String, text: &str) {
    for letter in text.chars() {
        if !letter.is_ascii_whitespace() {
            into.push(letter);
        } else if !into.is_empty() && !into.ends_with([' ', '\n']) {
            into.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::structure::{Block, Part};

    #[test]
    fn a_sheet_counts_what_is_repeated() {
        let xml = r#"<body><spreadsheet><table name="One"><table-row number-rows-repeated="4"><table-cell number-columns-repeated="1024"/></table-row>
            <table-row><table-cell/><table-cell number-columns-repeated="2"><p>x</p></table-cell></table-row>
            <table-row number-rows-repeated="1048000"><table-cell/></table-row></table></spreadsheet></body>"#;
        let mut draft = Draft::new(10_000);
        super::super::read(xml.as_bytes(), &mut draft);
        let found = draft.finish().blocks;
        assert_eq!(found[0], Block::Part(Part::Sheet, "One".to_owned()));
        let Block::Sheet(sheet) = &found[1] else { panic!("{found:?}") };
        assert_eq!((sheet.left, &sheet.rows), (1, &vec![(5, vec!["x".to_owned(), "x".to_owned()])]));
    }
}
