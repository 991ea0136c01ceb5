//! A table in text (CSV, TSV), as cells. What leaves is data: the parent escapes and spells it.

use serde::{Deserialize, Serialize};

use crate::charset;

/// So much of a document is read.
pub const BYTES: usize = 1024 * 1024;
/// So much of it is shown.
pub const ROWS: usize = 1_000;
pub const COLUMNS: usize = 50;
/// In letters.
pub const CELL: usize = 300;

/// The delimiters between two cells. A comma comes last: numbers and sentences have it, too.
const DELIMITERS: [u8; 4] = *b"\t;|,";

/// How many records are read to tell how a table is written.
const TELLING: usize = 30;

/// What is shown of a table.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cells {
    /// The first one is the heading. All are equally long.
    pub rows: Vec<Vec<String>>,
    pub more_rows: bool,
    /// How many columns are not shown.
    pub more_columns: usize,
    /// How many cells were cut short.
    pub cut_cells: usize,
}

/// The job.
///
/// # Errors
/// When there is no table in it.
pub fn run(_: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let cells = read(&bytes[..bytes.len().min(BYTES)], bytes.len() > BYTES);
    if cells.rows.is_empty() {
        return Err("there is no row in it".to_owned());
    }
    serde_json::to_vec(&cells).map_err(|error| error.to_string())
}

/// Reads the cells; `more`: the table goes on behind these bytes.
pub fn read(bytes: &[u8], more: bool) -> Cells {
    let text = charset::decode(bytes);
    // Excel's own first line, which is no row.
    let (named, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((delimiter, rest)) => (delimiter.bytes().next(), rest),
        None => (None, &*text),
    };
    let named = named.filter(|named| DELIMITERS.contains(named));
    let form = Form::of(text, named);
    let mut reader = form.reader(text);
    let mut cells = Cells { more_rows: more, ..Cells::default() };
    let mut widest = 0;
    for record in reader.records().map_while(Result::ok) {
        if cells.rows.len() == ROWS {
            cells.more_rows = true;
            break;
        }
        widest = widest.max(record.len());
        let row = record.iter().take(COLUMNS).map(|cell| shorten(cell, &mut cells.cut_cells)).collect();
        cells.rows.push(row);
    }
    if more && cells.rows.len() > 1 && cells.rows.len() < ROWS {
        // The last one is most likely cut in the middle.
        cells.rows.pop();
    }
    cells.more_columns = widest.saturating_sub(COLUMNS);
    for row in &mut cells.rows {
        row.resize(widest.min(COLUMNS), String::new());
    }
    cells
}

fn shorten(cell: &str, cut: &mut usize) -> String {
    let cell = cell.replace("\r\n", "\n").replace('\r', "\n");
    match cell.char_indices().nth(CELL) {
        Some((end, _)) => {
            *cut += 1;
            format!("{}…", &cell[..end])
        }
        None => cell,
    }
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    delimiter: u8,
    /// Whether quotes hold a cell together. In tables with tabs they are often inches, or a quotation that begins a cell.
    has_quotes: bool,
}

impl Form {
    /// The one in which most of the first records have equally many cells. Records, not lines: a cell may hold line ends.
    fn of(text: &str, delimiter: Option<u8>) -> Self {
        let mut best = (Self { delimiter: delimiter.unwrap_or(b','), has_quotes: true }, 0);
        for has_quotes in [true, false] {
            for form in DELIMITERS.map(|delimiter| Self { delimiter, has_quotes }) {
                let evenness = form.evenness(text);
                if delimiter.is_none_or(|named| named == form.delimiter) && evenness > best.1 {
                    best = (form, evenness);
                }
            }
        }
        best.0
    }

    /// Of a thousand records, how many have as many cells as most have. One cell is no table.
    fn evenness(self, text: &str) -> usize {
        let mut counts: Vec<usize> =
            self.reader(text).records().map_while(Result::ok).take(TELLING).map(|record| record.len()).collect();
        let all = counts.len();
        counts.retain(|cells| *cells > 1);
        let like = |cells: usize| counts.iter().filter(|other| **other == cells).count();
        counts.iter().map(|cells| like(*cells)).max().map_or(0, |most| most * 1_000 / all.max(1))
    }

    fn reader(self, text: &str) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quoting(self.has_quotes)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_whatever_stands_between_its_cells() {
        for text in
            ["a,b\n1,\"x;y\"\n", "a;b\n1;x;y\n".trim_end_matches("x;y\n"), "a\tb\n1\tx", "a|b\n1|x", "sep=;\na;b\n1;x"]
        {
            let cells = read(text.as_bytes(), false);
            assert_eq!(cells.rows[0], ["a", "b"], "{text}");
            assert_eq!(cells.rows[1][0], "1", "{text}");
        }
        assert_eq!(read("Preis;Größe\n1,50;2\n3,10;4\n".as_bytes(), false).rows[1], ["1,50", "2"]);
    }

    #[test]
    fn records_are_told_apart_and_not_lines() {
        let text = "Name;Address;Note\r\nAnn;\"Main Street 1\r\n12345 Town\";\"a, b, c\"\r\nBob;\"Side; Street, 2\";\"d, e, f\"\r\n";
        let cells = read(text.as_bytes(), false);
        assert_eq!(cells.rows[1], ["Ann", "Main Street 1\n12345 Town", "a, b, c"]);
        assert_eq!(cells.rows[2][1], "Side; Street, 2");
        assert_eq!(read(b"1,5;2,5\n3,5;4,5\n", false).rows[0], ["1,5", "2,5"], "decimal commas");
        assert_eq!(read(b"Report of 2024\na,b,c\n1,2,3\n4,5,6\n", false).rows[1], ["a", "b", "c"], "under a title");
    }

    #[test]
    fn quotes_in_a_table_with_tabs_may_be_inches() {
        let cells = read(b"size\twhat\n5\" pipe\tround\n\"quoted\tonce\n7\t\"a\n", false);
        assert_eq!(cells.rows[1..], [["5\" pipe", "round"], ["\"quoted", "once"], ["7", "\"a"]]);
        let cells = read(b"a\tb\n\"1\n2\"\t\"3\t4\"\n", false);
        assert_eq!(cells.rows[1], ["1\n2", "3\t4"], "as Excel writes");
    }

    #[test]
    fn rows_are_equally_long_and_a_large_table_ends() {
        let cells = read(b"a,b,c\n1\n", false);
        assert_eq!(cells.rows, [["a", "b", "c"], ["1", "", ""]]);
        let wide = vec!["x"; 60].join(",") + "\n";
        let cells = read(wide.repeat(2_000).as_bytes(), false);
        assert_eq!(
            (cells.rows.len(), cells.rows[0].len(), cells.more_rows, cells.more_columns),
            (ROWS, COLUMNS, true, 10)
        );
        let cells = read(format!("{}\n", "ö".repeat(1_000)).as_bytes(), false);
        assert_eq!((cells.rows[0][0].chars().count(), cells.cut_cells), (CELL + 1, 1));
    }

    #[test]
    fn a_row_that_is_cut_in_the_middle_is_left_out() {
        assert_eq!(read(b"a,b\n1,2\n3,", true).rows.len(), 2);
        assert_eq!(read(b"a,b\n\"never ends, and so on", false).rows.len(), 2);
    }
}
