//! A file of the journal: one row a line, as JSON.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::row::Row;

/// How its name ends, once it is complete and locked.
pub(super) const ENDING: &str = "rows";

/// How much is read at once; a longer line is read in full.
const PIECE: usize = 256 * 1024;

/// The file of one running copy, which holds its lock.
pub(super) struct JournalFile {
    file: Arc<File>,
    pub path: PathBuf,
    pub length: u64,
}

impl JournalFile {
    /// A new one; `name` is nobody else's. It gets its ending when it is locked, so that nobody takes it for one that was left
    /// behind. Blocks.
    pub fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let incoming = folder.join(format!("{name}.new"));
        let file = File::options().read(true).append(true).create_new(true).mode(0o600).open(&incoming)?;
        lock(&file)?;
        let path = folder.join(format!("{name}.{ENDING}"));
        fs::rename(&incoming, &path)?;
        Ok(Self { file: Arc::new(file), path, length: 0 })
    }

    /// One that a copy has left behind; `None`: it is still in use. Blocks.
    pub fn adopt(path: PathBuf) -> io::Result<Option<Self>> {
        let file = match File::options().read(true).append(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        match lock(&file) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
            locked => locked?,
        }
        let length = file.metadata()?.len();
        Ok(Some(Self { file: Arc::new(file), path, length }))
    }

    /// Adds rows at the end: they survive the end of this process, and not a loss of power. Blocks, as a rule only for copying
    /// some hundred bytes.
    ///
    /// # Errors
    /// After one, nothing more is to be added.
    pub fn append(&mut self, rows: &[Arc<Row>]) -> io::Result<()> {
        let mut lines = Vec::with_capacity(512 * rows.len());
        for row in rows {
            serde_json::to_writer(&mut lines, row.as_ref())?;
            lines.push(b'\n');
        }
        if let Err(error) = (&*self.file).write_all(&lines) {
            // The caller hands nothing out, so nothing of it is kept.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += lines.len() as u64;
        Ok(())
    }

    /// Another handle, to read it while it grows.
    pub fn reader(&self) -> Arc<File> {
        self.file.clone()
    }

    /// Begins anew, when everything in it has been sent on. Blocks.
    pub fn clear(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.length = 0;
        Ok(())
    }
}

fn lock(file: &File) -> io::Result<()> {
    file.try_lock().map_err(|refused| match refused {
        TryLockError::WouldBlock => io::ErrorKind::WouldBlock.into(),
        TryLockError::Error(error) => error,
    })
}

/// The whole lines of a file from some place on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub rows: Vec<Arc<Row>>,
    /// Where the next piece begins.
    pub end: u64,
    /// Bytes in whole lines that are no rows.
    pub unreadable: usize,
}

/// The next whole lines. A line without an end was being written when its process was killed, or is being written now: it is
/// none yet. Blocks.
pub(super) fn read(file: &File, from: u64) -> io::Result<Piece> {
    let mut bytes = Vec::new();
    loop {
        let start = bytes.len();
        bytes.resize(start + PIECE, 0);
        let count = file.read_at(&mut bytes[start..], from + start as u64)?;
        bytes.truncate(start + count);
        if count == 0 || bytes.contains(&b'\n') {
            break;
        }
    }
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut piece = Piece { rows: Vec::new(), end: from + whole as u64, unreadable: 0 };
    for line in bytes[..whole].split_inclusive(|byte| *byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(row) => piece.rows.push(Arc::new(row)),
            Err(_) => piece.unreadable += line.len(),
        }
    }
    Ok(piece)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    fn row(number: u128) -> Arc<Row> {
        Arc::new(Row {
            uid: Uuid::from_u128(number),
            at: datetime!(2026-03-01 12:00:00.123456 UTC),
            kind: "document_downloaded".into(),
            actor: Some("tenant|ada".to_owned()),
            via: "session".into(),
            request: "r-1".to_owned(),
            address: None,
            detail: "{\"path\": \"a\\nb\"}".to_owned(),
        })
    }

    #[test]
    fn what_is_added_is_read_in_order_and_half_a_line_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = JournalFile::create(folder.path(), "one").unwrap();
        file.append(&[row(1), row(2)]).unwrap();
        let whole = file.length;
        (&*file.file).write_all(b"{\"uid\": \"0000").unwrap();
        let piece = read(&file.file, 0).unwrap();
        assert_eq!(piece, Piece { rows: vec![row(1), row(2)], end: whole, unreadable: 0 });
        assert_eq!(read(&file.file, whole).unwrap(), Piece { rows: Vec::new(), end: whole, unreadable: 0 });
    }

    #[test]
    fn a_damaged_line_costs_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = JournalFile::create(folder.path(), "one").unwrap();
        (&*file.file).write_all(b"{\"uid\": \"0000\n").unwrap();
        file.append(&[row(1)]).unwrap();
        let piece = read(&file.file, 0).unwrap();
        assert_eq!((piece.rows, piece.unreadable), (vec![row(1)], 14));
    }

    #[test]
    fn a_file_in_use_is_not_adopted_and_one_that_was_left_behind_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = JournalFile::create(folder.path(), "one").unwrap();
        file.append(&[row(1)]).unwrap();
        let path = file.path.clone();
        assert!(JournalFile::adopt(path.clone()).unwrap().is_none());
        drop(file);
        let left = JournalFile::adopt(path).unwrap().unwrap();
        assert_eq!(read(&left.file, 0).unwrap().rows, vec![row(1)]);
    }
}
