//! Removing a blob from a directory, even while somebody may be storing the same bytes.

use std::{
    fs, io,
    path::Path,
    time::{Duration, SystemTime},
};

use super::{Directory, gone};
use crate::storage::content_hash::ContentHash;

impl Directory {
    /// Moves a blob aside that nobody has stored for some time. Blocks.
    ///
    /// A writer of the same bytes first touches the blob and then checks that it still exists; here it is moved first
    /// and its date is checked after. So either this side sees the new date, or the writer sees that the blob is
    /// gone.
    pub fn condemn(&self, hash: &ContentHash, spared: Duration, now: SystemTime) -> io::Result<bool> {
        let is_old = |path: &Path| {
            let facts = fs::symlink_metadata(path)?;
            let age = facts.modified().ok().and_then(|modified| now.duration_since(modified).ok());
            Ok(facts.is_file() && age.is_some_and(|age| age >= spared))
        };
        let aside = self.aside(hash);
        let place = self.root.join(hash.place());
        let moved =
            is_old(&place).and_then(|old| if old { fs::rename(&place, &aside).map(|()| true) } else { Ok(false) });
        match moved {
            Ok(true) => match is_old(&aside) {
                Ok(false) => self.reprieve(hash).map(|()| false),
                // Another process starts just now, and has put it back.
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
                old => old,
            },
            Ok(false) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Moves a condemned blob back, unless it has been stored again meanwhile. Blocks.
    pub fn reprieve(&self, hash: &ContentHash) -> io::Result<()> {
        let aside = self.aside(hash);
        match fs::hard_link(&aside, self.root.join(hash.place())) {
            Err(error) if !matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => Err(error),
            _ => gone(fs::remove_file(&aside)),
        }
    }

    /// Removes a condemned blob. Blocks.
    pub fn remove(&self, hash: &ContentHash) -> io::Result<()> {
        gone(fs::remove_file(self.aside(hash)))
    }
}
