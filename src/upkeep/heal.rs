//! `latchkey verify --heal`: restores lost blobs of the store from files of this machine.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, Seek},
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use crate::{
    Error, Result,
    storage::{
        blobs::{Blobs, StoreError},
        content_hash::ContentHash,
        plain_file,
    },
    upkeep::Upkeep,
    upkeep::verify::Wrong,
};

/// What came of the files.
#[derive(Debug, Default)]
pub struct Healed {
    /// Blobs that are whole again, and the file that each came from.
    pub blobs: Vec<(ContentHash, PathBuf)>,
    /// What could not be read, and why.
    pub unread: Vec<String>,
}

/// What is sought, by its length: most files need not be read.
type Wanted = HashMap<u64, HashSet<ContentHash>>;

impl Upkeep {
    /// Looks below `place`, a file or a folder, for the bytes that are missing or damaged, whatever the files are
    /// called, and stores them. Links are not followed.
    ///
    /// # Errors
    /// When there is no such place; when the store is away, full or another database's.
    pub async fn heal(&self, wrong: &[Wrong], place: &Path) -> Result<Healed> {
        self.fit_store().await?;
        let mut wanted = Wanted::new();
        for one in wrong {
            wanted.entry(one.size).or_default().insert(one.hash);
        }
        let (blobs, below) = (self.blobs.clone(), place.to_owned());
        let found = tokio::task::spawn_blocking(move || take_from(&blobs, wanted, &below)).await;
        let mut healed = found.map_err(Error::internal)??;
        // Verified when it is read back from the store: a file may have changed meanwhile, and a disk may be broken.
        for one in wrong {
            if healed.blobs.iter().any(|(hash, _)| *hash == one.hash)
                && self.verdict(one.hash, one.size).await?.is_some()
            {
                healed.blobs.retain(|(hash, _)| *hash != one.hash);
            }
        }
        Ok(healed)
    }
}

fn take_from(blobs: &Blobs, mut wanted: Wanted, below: &Path) -> Result<Healed, StoreError> {
    below.metadata().map_err(StoreError::Source)?;
    let mut healed = Healed::default();
    for entry in WalkDir::new(below).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                healed.unread.push(error.to_string());
                continue;
            }
        };
        match take(blobs, &mut wanted, &entry) {
            Ok(None) => {}
            Ok(Some(hash)) => healed.blobs.push((hash, entry.into_path())),
            Err(StoreError::Source(error)) => healed.unread.push(format!("{}: {error}", entry.path().display())),
            Err(error) => return Err(error),
        }
    }
    Ok(healed)
}

/// Stores one file, if its bytes are wanted.
fn take(blobs: &Blobs, wanted: &mut Wanted, entry: &DirEntry) -> Result<Option<ContentHash>, StoreError> {
    if !entry.file_type().is_file() {
        return Ok(None);
    }
    let facts = entry.metadata().map_err(io::Error::from).map_err(StoreError::Source)?;
    let Some(of_this_length) = wanted.get_mut(&facts.len()).filter(|hashes| !hashes.is_empty()) else {
        return Ok(None);
    };
    let mut file = open(entry.path()).map_err(StoreError::Source)?;
    let hash = ContentHash::of(&file, |_| ()).map_err(StoreError::Source)?;
    if !of_this_length.remove(&hash) {
        return Ok(None);
    }
    file.rewind().map_err(StoreError::Source)?;
    blobs.store(file, |_| ())?;
    Ok(Some(hash))
}

fn open(path: &Path) -> io::Result<File> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if folder.as_os_str().is_empty() => plain_file::open(".".as_ref(), name.as_ref()),
        (Some(folder), Some(name)) => plain_file::open(folder, name.as_ref()),
        _ => Err(io::Error::other("not a file")),
    }
}
