//! Many members at once: one on each line, or a table in text as spreadsheets write it, with the address in its first
//! column.

use super::{GroupsFor, Member, MemberLine};
use crate::{Error, Result, access::csv_list};

/// Titles of the first column that are no member.
const TITLES: [&str; 6] = ["email", "e-mail", "e-mail address", "address", "member", "mail"];

/// Lines that are wrong are named up to this many.
const NAMED_LINES: usize = 5;

impl GroupsFor<'_> {
    /// Everybody on a list. A list with errors is refused as a whole.
    ///
    /// # Errors
    /// `Invalid` for an empty one, and for one with lines that name nobody, which it lists.
    pub async fn read_list(&self, text: &str) -> Result<Vec<Member>> {
        let (lines, cells): (Vec<u64>, Vec<String>) = read(text)?.into_iter().unzip();
        if cells.is_empty() {
            return Err(Error::invalid(text!("groups-list-empty"), "an empty list"));
        }
        let found = self.all_meant_by(&cells).await?;
        let wrong = lines.iter().zip(&found).filter(|(_, member)| member.is_none());
        let wrong: Vec<String> = wrong.map(|(line, _)| line.to_string()).collect();
        if wrong.is_empty() {
            return Ok(found.into_iter().flatten().collect());
        }
        let (count, named) = (wrong.len(), wrong[..wrong.len().min(NAMED_LINES)].join(", "));
        let sentence = text!("groups-list-wrong", count = count, lines = named.as_str());
        Err(Error::invalid(sentence, format!("lines that name nobody: {named}; {count} in all")))
    }
}

/// The first column of each line that is not empty, with its line number; the header is left out.
///
/// # Errors
/// `Invalid` for what is not a table.
fn read(text: &str) -> Result<Vec<(u64, String)>> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|byte| first.bytes().filter(|one| one == byte).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut cells = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Error::invalid(text!("groups-no-list"), format!("a list: {error}")))?;
        let line = line_at(text, record.position().map_or(0, csv::Position::byte));
        let cell = record.get(0).unwrap_or_default().trim_start_matches('\'').trim();
        let is_title = cells.is_empty() && TITLES.contains(&cell.to_lowercase().as_str());
        if !cell.is_empty() && !is_title {
            cells.push((line, cell.to_owned()));
        }
    }
    Ok(cells)
}

/// The line number, from 1 on, of the record that begins at this byte or after the blank lines there. The reader
/// counts the lines before those, and takes CR LF for two.
fn line_at(text: &str, byte: u64) -> u64 {
    let (before, rest) = text.split_at_checked(usize::try_from(byte).unwrap_or_default()).unwrap_or_default();
    let blank = &rest[..rest.len() - rest.trim_start_matches(['\r', '\n']).len()];
    1 + [before, blank].concat().matches('\n').count() as u64
}

/// The members as a table in text, which [`read`] takes.
///
/// # Errors
/// As [`csv_list::write`].
pub fn write(members: &[MemberLine]) -> Result<Vec<u8>> {
    let row = |line: &MemberLine| {
        let member = if line.email.is_empty() { line.member.to_string() } else { line.email.clone() };
        let added_at = line.added_at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default();
        [member, line.name.clone(), added_at, line.added_by.clone()]
    };
    csv_list::write(&["member", "name", "added_at", "added_by"], members.iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<String> {
        read(text).expect("a list").into_iter().map(|(_, cell)| cell).collect()
    }

    #[test]
    fn lists_are_read_as_people_have_them() {
        assert_eq!(cells("ada@example.com\n\n bob@example.com \r\n"), ["ada@example.com", "bob@example.com"]);
        assert_eq!(cells("E-Mail;Name\nada@example.com;\"Lovelace; Ada\"\n"), ["ada@example.com"]);
        assert_eq!(cells("\u{feff}member,name\n'=x@example.com,Formula\n"), ["=x@example.com"]);
        assert_eq!(cells("a@b.c\tAda\nSales\tEverybody"), ["a@b.c", "Sales"]);
        assert!(cells(" \n ").is_empty());
    }

    #[test]
    fn lines_are_counted_as_people_see_them() {
        for end in ["\n", "\r\n"] {
            let lines = read(&["E-mail;Name", "a@b.c;Ada", "", "nobody;"].join(end)).expect("a list");
            assert_eq!(lines.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4], "{end:?}");
        }
    }
}
