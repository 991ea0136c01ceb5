//! `latchkey verify`: whether the store holds what the versions name.

use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};

use crate::{
    Error, Result,
    error::Meaning,
    storage::{backend::Entry, blob::Blob, body::STEP, content_hash::ContentHash},
    upkeep::{Upkeep, store},
};

/// How many blobs are read at once.
const AT_ONCE: usize = 4;
/// How many foreign files are listed by name.
const FOREIGN: usize = 100;
/// How many names are read from the database at once.
const PAGE: i64 = 1000;

/// What was found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many blobs are as their versions say.
    pub whole: u64,
    pub bytes: u64,
    /// Blobs that versions name, and that are not there or not what they should be.
    pub wrong: Vec<Wrong>,
    /// Blobs that no version names: what `latchkey gc` is for.
    pub unnamed: u64,
    /// Files in the store that are not blobs. They do no harm, and nothing removes them.
    pub foreign: Vec<String>,
    /// The number of further ones.
    pub more_foreign: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub hash: ContentHash,
    /// In bytes, as the row says.
    pub size: u64,
    pub what: String,
    /// Some of the documents that it is part of.
    pub places: Vec<String>,
}

/// How far it is: blobs are read in the order of their names, which are spread evenly.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Of [`Progress::ALL`].
    pub done: u64,
    pub blobs: u64,
    pub bytes: u64,
}

impl Progress {
    pub const ALL: u64 = 1 << 16;
}

impl Upkeep {
    /// Reads every referenced blob, and compares its hash with its name.
    ///
    /// # Errors
    /// When the database or the whole store is away; `Conflict` when the store is another database's, or all of its
    /// blobs are gone.
    pub async fn verify(&self, progress: &mut impl FnMut(Progress)) -> Result<Verified> {
        self.fit_store().await?;
        let mut found = Verified::default();
        self.look_around(&mut found).await?;
        let mut after = None;
        loop {
            let page = store::named_blobs(&self.database, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            let done = u64::from(u16::from_be_bytes([last.as_bytes()[0], last.as_bytes()[1]]));
            let mut outcomes = stream::iter(page)
                .map(|(hash, size)| async move { (hash, size, self.verdict(hash, size).await) })
                .buffer_unordered(AT_ONCE);
            while let Some((hash, size, verdict)) = outcomes.next().await {
                match verdict? {
                    None => {
                        found.whole += 1;
                        found.bytes += size;
                    }
                    Some(what) => {
                        found.wrong.push(Wrong {
                            hash,
                            size,
                            what,
                            places: store::places(&self.database, hash).await?,
                        });
                    }
                }
            }
            progress(Progress { done, blobs: found.whole, bytes: found.bytes });
        }
        Ok(found)
    }

    /// Counts the files in the store that are not referenced blobs.
    async fn look_around(&self, found: &mut Verified) -> Result<()> {
        let mut entries = self.blobs.backend().entries();
        while let Some(some) = entries.try_next().await? {
            let mut blobs = Vec::new();
            for one in some {
                match one {
                    Entry::Blob(blob) => blobs.push(blob.hash),
                    Entry::Foreign(path) if found.foreign.len() < FOREIGN => found.foreign.push(path),
                    Entry::Foreign(_) => found.more_foreign += 1,
                }
            }
            found.unnamed += store::unnamed(&self.database, &blobs).await?.len() as u64;
        }
        found.foreign.sort();
        Ok(())
    }

    /// What is wrong with a blob. `None`: nothing.
    pub(super) async fn verdict(&self, hash: ContentHash, size: u64) -> Result<Option<String>> {
        match self.sum(hash, size).await {
            Ok(sum) if sum == hash => Ok(None),
            Ok(sum) => Ok(Some(format!("its bytes are others; their SHA-256 is {sum}"))),
            // The store may be back in a minute, and this says nothing of the blob.
            Err(error) if error.meaning() == Meaning::Unavailable => Err(error),
            Err(error) => Ok(Some(error.log().to_owned())),
        }
    }

    async fn sum(&self, hash: ContentHash, size: u64) -> Result<ContentHash> {
        let blob = self.blobs.read_apart(hash, size).await?;
        let Some(remote) = blob.remote() else {
            let summed = tokio::task::spawn_blocking(move || sum_here(&blob)).await;
            let summed = summed.map_err(Error::internal)?;
            return summed.map_err(|error| Error::internal(format!("blob {hash} cannot be read: {error}")));
        };
        let mut fetch = remote.fetch(0..size);
        let mut sum = Sha256::new();
        loop {
            let piece = fetch.next(STEP).await?;
            if piece.is_empty() {
                return Ok(<[u8; 32]>::from(sum.finalize()).into());
            }
            sum.update(&piece);
        }
    }
}

fn sum_here(blob: &Blob) -> std::io::Result<ContentHash> {
    let (mut sum, mut at, mut buffer) = (Sha256::new(), 0, vec![0; STEP]);
    while at < blob.length() {
        let step = usize::try_from(blob.length() - at).unwrap_or(STEP).min(STEP);
        blob.read_waiting(&mut buffer[..step], at)?;
        sum.update(&buffer[..step]);
        at += step as u64;
    }
    Ok(<[u8; 32]>::from(sum.finalize()).into())
}
