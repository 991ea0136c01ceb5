//! A workbook of today (ECMA-376, part 1, 18): sheet after sheet, its cells as they are shown.

use super::{Block, CELL, COLUMNS, Note, Part, ROWS, Sheet, TEXT, draft::Draft, word};
use crate::readers::{
    markup::{Step, attribute, prefixed_attribute, walk},
    office::{Package, numbers::Formats},
    sink::Sink,
};

/// Reads the main part `xml`, and the sheets that it leads to.
pub fn read(package: &mut Package, path: &str, xml: &[u8], draft: &mut Draft) {
    let relations = package.relations(path);
    let at = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.path.clone());
    let strings = at("sharedStrings").map(|path| shared(&package.all_at(&path))).unwrap_or_default();
    let formats = at("styles").map(|path| Formats::read(&package.all_at(&path))).unwrap_or_default();
    let mut sheets = Vec::new();
    walk(xml, |step| {
        if let Step::Open(tag) = step
            && tag.local_name().as_ref() == "sheet"
        {
            let is_hidden = attribute(tag, "state").is_some_and(|state| state != "visible");
            sheets.push((attribute(tag, "name").unwrap_or_default(), prefixed_attribute(tag, "id"), is_hidden));
        }
        true
    });
    for (name, id, is_hidden) in sheets {
        let Some(relation) = relations.iter().find(|relation| Some(&relation.id) == id.as_ref()) else { continue };
        if is_hidden {
            draft.hidden_sheet();
            continue;
        }
        let xml = package.all_at(&relation.path);
        draft.part(Part::Sheet, &name);
        let sheet = cells(&xml, &strings, &formats, draft);
        draft.block(Block::Sheet(sheet));
        for aside in package.relations(&relation.path).into_iter().filter(|aside| aside.kind == "comments") {
            for (place, text) in comments(&package.all_at(&aside.path)) {
                draft.note(Note::Comment, &place, &text);
            }
        }
        word::drawings(package, &relation.path, draft);
        if draft.is_full() {
            return;
        }
    }
}

/// The texts that cells name by their number; reading aids above the letters are none of them (18.4.6).
fn shared(xml: &[u8]) -> Vec<String> {
    let (mut strings, mut text, mut is_text, mut silent) = (Vec::new(), String::new(), false, false);
    walk(xml, |step| {
        match step {
            Step::Open(tag) => match tag.local_name().as_ref() {
                "t" => is_text = true,
                "rPh" => silent = true,
                _ => {}
            },
            Step::Close("t") => is_text = false,
            Step::Close("rPh") => silent = false,
            Step::Close("si") => strings.push(std::mem::take(&mut text)),
            Step::Text(words) if is_text && !silent => text.push_str(words),
            Step::Close(_) | Step::Text(_) => {}
        }
        true
    });
    strings
}

/// The position of each comment, and its text.
fn comments(xml: &[u8]) -> Vec<(String, String)> {
    let (mut found, mut place, mut text, mut is_text) = (Vec::new(), String::new(), String::new(), false);
    let mut left = TEXT;
    walk(xml, |step| {
        match step {
            Step::Open(tag) => match tag.local_name().as_ref() {
                "comment" => place = attribute(tag, "ref").unwrap_or_default(),
                "t" => is_text = true,
                _ => {}
            },
            Step::Close("t") => is_text = false,
            Step::Close("comment") => found.push((std::mem::take(&mut place), std::mem::take(&mut text))),
            Step::Text(words) if is_text => {
                left = left.saturating_sub(words.len());
                text.push_str(words);
            }
            _ => {}
        }
        left > 0
    });
    found
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    value: String,
}

fn cells(xml: &[u8], strings: &[String], formats: &Formats, draft: &mut Draft) -> Sheet {
    let mut rows = Rows::default();
    let (mut cell, mut is_value) = (Cell::default(), false);
    let (mut row, mut column) = (0_u32, 0_usize);
    walk(xml, |step| {
        match step {
            Step::Open(tag) => match tag.local_name().as_ref() {
                "row" => {
                    row = attribute(tag, "r").and_then(|row| row.parse().ok()).unwrap_or(row.saturating_add(1));
                    column = 0;
                }
                "c" => {
                    column = attribute(tag, "r").and_then(|place| column_of(&place)).unwrap_or(column);
                    let style = attribute(tag, "s").and_then(|style| style.parse().ok()).unwrap_or_default();
                    cell = Cell { kind: attribute(tag, "t").unwrap_or_default(), style, value: String::new() };
                }
                "v" | "t" => is_value = true,
                "rPh" | "f" => is_value = false,
                _ => {}
            },
            Step::Close("v" | "t") => is_value = false,
            Step::Close("c") => {
                let value = std::mem::take(&mut cell.value);
                let shown = match &*cell.kind {
                    "s" => value.trim().parse().ok().and_then(|at: usize| strings.get(at)).cloned(),
                    "b" => Some(if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
                    "" | "n" => formats.displayed(&value, cell.style).or(Some(value)),
                    _ => Some(value),
                };
                rows.add(row, column, shown.as_deref().unwrap_or_default(), draft);
                column += 1;
            }
            Step::Text(text) if is_value => cell.value.push_str(text),
            _ => {}
        }
        !rows.is_full && !draft.is_full()
    });
    rows.finish()
}

/// `BC12` is in column 54, from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// Cells by where they stand, in a bounded number.
#[derive(Default)]
pub struct Rows {
    sheet: Vec<(u32, Vec<(usize, String)>)>,
    pub is_full: bool,
    more_columns: bool,
}

impl Rows {
    /// Adds a cell after those that are there; an empty one is nothing. `row` counts from 1, `column` from 0.
    pub fn add(&mut self, row: u32, column: usize, text: &str, draft: &mut Draft) {
        let text = text.trim();
        if text.is_empty() || self.is_full {
            return;
        }
        if *draft.cells_left() == 0 {
            self.is_full = true;
            return;
        }
        if self.sheet.last().is_none_or(|(last, _)| *last != row) {
            if self.sheet.len() == ROWS {
                self.is_full = true;
                return;
            }
            self.sheet.push((row, Vec::new()));
        }
        let Some((_, cells)) = self.sheet.last_mut() else { return };
        let left = cells.first().map_or(column, |(first, _)| *first);
        if column >= left.saturating_add(COLUMNS) {
            self.more_columns = true;
            return;
        }
        *draft.cells_left() -= 1;
        let mut kept = draft.spend(text);
        if let Some((end, _)) = kept.char_indices().nth(CELL) {
            kept.truncate(end);
            kept.push('…');
        }
        cells.push((column, kept));
    }

    /// From the leftmost column on that holds something.
    pub fn finish(self) -> Sheet {
        let columns = || self.sheet.iter().flat_map(|(_, cells)| cells.iter().map(|(column, _)| *column));
        let left = columns().min().unwrap_or_default();
        let right = columns().max().unwrap_or_default().min(left + COLUMNS - 1);
        let more_columns = self.more_columns || columns().any(|column| column > right);
        let rows = self.sheet.into_iter().map(|(number, cells)| {
            let mut row = vec![String::new(); right - left + 1];
            for (column, text) in cells.into_iter().filter(|(column, _)| *column <= right) {
                row[column - left] = text;
            }
            (number, row)
        });
        Sheet { left, rows: rows.collect(), more_rows: self.is_full, more_columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_where_they_say() {
        let xml = br#"<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2"><f>A1</f><v>2.5</v></c></row>
            <row r="9"><c r="C9" t="inlineStr"><is><t>in</t></is></c><c t="b"><v>1</v></c><c r="ZZZZZ9"><v>1</v></c></row></sheetData></worksheet>"#;
        let strings = ["no".to_owned(), "yes".to_owned()];
        let sheet = cells(xml, &strings, &Formats::default(), &mut Draft::new(1_000));
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        assert_eq!(sheet.rows, [(2, row(["yes", "", "2.5"])), (9, row(["", "in", "TRUE"]))]);
        assert_eq!((sheet.left, sheet.more_columns), (1, true));
        assert_eq!([column_of("A1"), column_of("BC12"), column_of("12")], [Some(0), Some(54), None]);
    }
}
