//! Tables in text, for spreadsheets.

use std::borrow::Cow;

use crate::{Error, Result};

/// The rows below their titles (RFC 4180). No cell is taken for a formula.
///
/// # Errors
/// `Internal`, which cannot happen in memory.
pub fn write<const N: usize>(titles: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>> {
    let impossible = |error: &dyn std::fmt::Display| Error::internal(format!("a table in text: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(titles).map_err(|error| impossible(&error))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell).into_owned())).map_err(|error| impossible(&error))?;
    }
    writer.into_inner().map_err(|error| impossible(&error))
}

/// The file name for a list with this title.
pub fn file_name(name: &str) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    format!("{}.csv", name.chars().map(plain).collect::<String>())
}

/// A spreadsheet would take a cell that begins so for a formula (OWASP, "CSV Injection").
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+49", "-x", "@cmd"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("Ada"), "Ada");
    }
}
