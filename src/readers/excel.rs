//! Excel up to 2003, and the binary workbooks of today (`.xlsb`), by the crate calamine.

use std::io::Cursor;

use calamine::{Data, Reader, Xls, Xlsb};

use super::compound::{DAMAGED, LOCKED};
use super::prose::Prose;

pub fn read(bytes: &[u8], prose: &mut Prose) -> Result<(), String> {
    let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => LOCKED,
        _ => DAMAGED,
    })?;
    cells(book, prose);
    Ok(())
}

/// The binary form in a package.
pub fn read_binary(bytes: &[u8], prose: &mut Prose) -> Result<(), String> {
    cells(Xlsb::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?, prose);
    Ok(())
}

fn cells<'a>(mut book: impl Reader<Cursor<&'a [u8]>>, prose: &mut Prose) {
    for name in book.sheet_names() {
        prose.push(&name);
        prose.end_line();
        let Ok(sheet) = book.worksheet_range(&name) else { continue };
        for row in sheet.rows() {
            for cell in row {
                match cell {
                    Data::Empty => continue,
                    Data::DateTime(at) if !at.is_duration() => {
                        let (year, month, day, ..) = at.to_ymd_hms_milli();
                        prose.push(&format!("{day:02}.{month:02}.{year} {}", displayed(cell)));
                    }
                    other => prose.push(&other.to_string()),
                }
                prose.blank();
            }
            prose.end_line();
            if prose.is_full() {
                return;
            }
        }
    }
}

/// A cell as it is displayed, nearly: the formats of numbers are not known here, but for dates.
pub fn displayed(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if !at.is_duration() => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            match (hour, minute) {
                (0, 0) => format!("{year}-{month:02}-{day:02}"),
                _ => format!("{year}-{month:02}-{day:02} {hour}:{minute:02}"),
            }
        }
        Data::Bool(is_true) => if *is_true { "TRUE" } else { "FALSE" }.to_owned(),
        Data::Float(number) => format!("{number:.15}").parse::<f64>().unwrap_or(*number).to_string(),
        other => other.to_string(),
    }
}
