//! `latchkey verify`: whether the store holds what the versions name.

use std::collections::HashMap;

use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

use crate::{
    Error, Result,
    documents::{
        bytes::{
            blob::Blob,
            body::STEP,
            content_hash::ContentHash,
            home::{Lies, Lying},
        },
        service::Documents,
        store,
    },
    error::Meaning,
};

/// How many blobs are read at once.
const AT_ONCE: usize = 4;
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
    /// What lies in the store and is no blob. It harms nobody, and nobody removes it.
    pub foreign: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub hash: ContentHash,
    pub what: String,
    /// Some of the documents that it is part of.
    pub places: Vec<String>,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    pub done: u64,
    pub all: u64,
    pub bytes: u64,
}

impl Documents {
    /// Reads every blob that a version names, and compares what comes with the name.
    ///
    /// # Errors
    /// When the database or the whole store is away.
    pub async fn verify(&self, progress: &mut impl FnMut(Progress)) -> Result<Verified> {
        let mut found = Verified::default();
        // First, so that what is stored meanwhile is not missed here.
        let mut lying = HashMap::new();
        for one in self.blobs.home().lying().await? {
            match one {
                Lying::Blob(Lies { hash, size, .. }) => _ = lying.insert(hash, size),
                Lying::Foreign(path) => found.foreign.push(path),
            }
        }
        let mut all = store::count_named(&self.database).await?;
        let (mut after, mut done) = (None, 0);
        loop {
            let page = store::named_blobs(&self.database, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            for (hash, _) in &page {
                lying.remove(hash);
            }
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
                        found.wrong.push(Wrong { hash, what, places: store::places(&self.database, hash).await? });
                    }
                }
                done += 1;
                all = all.max(done);
                progress(Progress { done, all, bytes: found.bytes });
            }
        }
        found.unnamed = lying.len() as u64;
        found.foreign.sort();
        Ok(found)
    }

    /// What is wrong with a blob. `None`: nothing.
    async fn verdict(&self, hash: ContentHash, size: u64) -> Result<Option<String>> {
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
