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
                        let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
                        prose.push(&format!("{day:02}.{month:02}.{year} {year}-{month:02}-{day:02}"));
                        if (hour, minute) != (0, 0) {
                            prose.push(&format!(" {hour}:{minute:02}"));
                        }
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
