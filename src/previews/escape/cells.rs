//! The tables and the sheets of a document.

use std::fmt::Write;

use super::{escape, shown, structure::Page, table::is_number};
use crate::readers::structure::{self, Sheet};

impl Page {
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        self.tables += 1;
        self.region(&text!("structure-table", number = shown(self.tables)));
        self.html.push_str("<table><tbody>");
        for row in rows {
            self.html.push_str("<tr>");
            for cell in row {
                self.html.push_str("<td>");
                escape(&mut self.html, cell);
                self.html.push_str("</td>");
            }
            self.html.push_str("</tr>");
        }
        self.html.push_str("</tbody></table></div>");
    }

    /// Its columns have letters and its rows numbers, so that `B3` means to a reader what it means to a formula.
    pub(super) fn sheet(&mut self, sheet: &Sheet, names: &[String]) {
        let Some(width) = sheet.rows.first().map(|(_, cells)| cells.len()) else {
            return self.aside(&text!("structure-empty-sheet"), "");
        };
        let name = names.get(self.part.saturating_sub(1)).map_or("", String::as_str);
        self.region(&text!("structure-cells", name = name));
        self.html.push_str("<table><thead><tr><td></td>");
        for column in 0..width.min(structure::COLUMNS) {
            let _ = write!(self.html, "<th scope=\"col\">{}</th>", letters(sheet.left.saturating_add(column)));
        }
        self.html.push_str("</tr></thead><tbody>");
        for (number, cells) in &sheet.rows {
            let _ = write!(self.html, "<tr><th scope=\"row\">{number}</th>");
            // The rows came from another process: they may be longer than the first one.
            for cell in cells.iter().take(width.min(structure::COLUMNS)) {
                self.html.push_str(if is_number(cell) { "<td class=\"numeric\">" } else { "<td>" });
                escape(&mut self.html, cell);
                self.html.push_str("</td>");
            }
            self.html.push_str("</tr>");
        }
        self.html.push_str("</tbody></table></div>");
    }

    fn region(&mut self, name: &str) {
        self.html.push_str("<div class=\"cells\" tabindex=\"0\" role=\"region\" aria-label=\"");
        escape(&mut self.html, name);
        self.html.push_str("\">");
    }
}

/// Columns are counted A to Z, AA, AB and on.
fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column;
    loop {
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => return name.iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
