//! Reading one file of an import into the blob store.

use std::{
    io::{Seek, SeekFrom},
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    Result,
    documents::{children::KnownVersion, file_time},
    import::vetted::Vetted,
    scanning::Objection,
    storage::{
        blobs::{Blobs, StoreError, Stored},
        content_hash::ContentHash,
        plain_file,
    },
};

/// What came of it.
pub enum Taken {
    /// The same bytes are there already.
    Same,
    Stored(Stored),
    /// A sentence for the report.
    Refused(String),
}

/// Reads the file at `path` below `directory`, counting its bytes in `read`. Blocks.
///
/// # Errors
/// When the store cannot take the bytes (a full disk), or the virus scanner cannot be asked; a file that cannot be read, or
/// in which something was found, is only refused.
pub fn read(
    blobs: &Blobs,
    directory: &Path,
    path: &Path,
    known: Option<&KnownVersion>,
    read: &AtomicU64,
    vetted: &Vetted,
) -> Result<Taken> {
    match bring_in(blobs, directory, path, known, read, vetted) {
        Ok(taken) => Ok(taken),
        Err(NotTaken::Store(StoreError::Source(error))) => Ok(Taken::Refused(format!("It cannot be read: {error}."))),
        Err(NotTaken::Store(error)) => Err(error.into()),
        Err(NotTaken::Scan(Objection::Final(refused))) => Ok(Taken::Refused(refused.person().to_owned())),
        Err(NotTaken::Scan(objection)) => Err(objection.into_error()),
    }
}

/// What keeps a file out.
enum NotTaken {
    Store(StoreError),
    Scan(Objection),
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn bring_in(
    blobs: &Blobs,
    directory: &Path,
    path: &Path,
    known: Option<&KnownVersion>,
    read: &AtomicU64,
    vetted: &Vetted,
) -> Result<Taken, NotTaken> {
    let mut file = plain_file::open(directory, path).map_err(StoreError::Source)?;
    let count = |bytes: u64| {
        read.fetch_add(bytes, Ordering::Relaxed);
    };
    let mut counted = false;
    if let Some(known) = known
        && file.metadata().map_err(StoreError::Source)?.len() == known.size
    {
        // Where the bytes of the row were lost, the same ones heal it.
        if ContentHash::of(&mut file, count).map_err(StoreError::Source)? == known.hash
            && blobs.holds(&known.hash, known.size)
        {
            return Ok(Taken::Same);
        }
        file.seek(SeekFrom::Start(0)).map_err(StoreError::Source)?;
        counted = true;
    }
    let modified_at = file.metadata().and_then(|facts| facts.modified()).ok().and_then(file_time::of_disk);
    let counting = |bytes| {
        if !counted {
            count(bytes);
        }
    };
    let stored =
        blobs.store_if(&mut file, counting, |spooled, stored| vetted.admit(spooled, stored).map_err(NotTaken::Scan))?;
    let same = known.is_some_and(|known| known.hash == stored.hash);
    Ok(if same { Taken::Same } else { Taken::Stored(Stored { modified_at, ..stored }) })
}
