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

/// What may stand between two cells, the likeliest first.
const DELIMITERS: [u8; 4] = *b",;\t|";

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
    let delimiter = named.filter(|named| DELIMITERS.contains(named)).unwrap_or_else(|| sniff(text));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
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
    match cell.char_indices().nth(CELL) {
        Some((end, _)) => {
            *cut += 1;
            format!("{}…", &cell[..end])
        }
        None => cell.to_owned(),
    }
}

/// The delimiter that the first lines have most often and most evenly.
fn sniff(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    let count = |delimiter: u8| lines.iter().map(move |line| outside_quotes(line, delimiter));
    let least = |delimiter: u8| count(delimiter).min().unwrap_or_default();
    let all = |delimiter: u8| count(delimiter).sum::<usize>();
    let mut best = DELIMITERS[0];
    for delimiter in DELIMITERS {
        if (least(delimiter), all(delimiter)) > (least(best), all(best)) {
            best = delimiter;
        }
    }
    best
}

fn outside_quotes(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == delimiter
        })
        .count()
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
