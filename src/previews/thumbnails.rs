//! Small pictures of large ones, each made once: in a confined process, kept under `DATA_DIR/thumbnails` by what is in
//! them. They can be thrown away at any time.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use moka::future::Cache;
use tokio::sync::Semaphore;

use crate::{
    Error, Result,
    confined::{Confined, ConfinedError, Input, Job, Limits},
    entropy::SharedEntropy,
    readers::picture,
    storage::content_hash::ContentHash,
};

/// Of a larger file no small picture is made.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// How many are made at once; each may take [`Limits::memory`].
const AT_ONCE: usize = 2;

/// So long it is remembered that a picture cannot be made, or what it looks like.
const REMEMBERED: Duration = Duration::from_mins(10);

/// How many bytes of them are held in memory.
const MEMORY: u64 = 8 * 1024 * 1024;

/// The three sizes, by the longer edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge {
    Row,
    Grid,
    Page,
}

impl Edge {
    pub const ALL: [Self; 3] = [Self::Row, Self::Grid, Self::Page];

    pub fn pixels(self) -> u32 {
        match self {
            Self::Row => 96,
            Self::Grid => 320,
            Self::Page => 1600,
        }
    }
}

/// Makes and keeps them.
pub struct Thumbnails {
    folder: PathBuf,
    confined: Confined,
    /// Before a picture is read: what waits for its turn holds no memory.
    places: Semaphore,
    /// One at a time for each; `None`: it cannot be made.
    made: Cache<(ContentHash, Edge), Option<Bytes>>,
    entropy: SharedEntropy,
}

impl Thumbnails {
    /// Where they are kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// # Errors
    /// When `DATA_DIR` cannot be written; the message names it.
    pub fn open(data_dir: &Path, confined: &Confined, entropy: SharedEntropy) -> Result<Self> {
        let folder = data_dir.join("thumbnails");
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder.join("incoming"));
        made.map_err(|error| Error::internal(format!("DATA_DIR: {} cannot be made: {error}", folder.display())))?;
        let made = Cache::builder()
            .max_capacity(MEMORY)
            .weigher(|_, picture: &Option<Bytes>| {
                u32::try_from(picture.as_ref().map_or(0, Bytes::len)).unwrap_or(u32::MAX).saturating_add(128)
            })
            .time_to_live(REMEMBERED)
            .build();
        Ok(Self { folder, confined: confined.apart(AT_ONCE), places: Semaphore::new(AT_ONCE), made, entropy })
    }

    /// The small picture of the one with this hash; `whole` reads that one, if need be. `None`: it cannot be made.
    ///
    /// # Errors
    /// What `whole` says, and `Unavailable` when too many wait.
    pub async fn of(
        &self,
        hash: ContentHash,
        edge: Edge,
        whole: impl Future<Output = Result<Bytes>>,
    ) -> Result<Option<Bytes>> {
        let made = self.made.try_get_with((hash, edge), async {
            let path = self.folder.join(place(&hash, edge));
            if let Some(kept) = read(path.clone()).await {
                return Ok(Some(kept));
            }
            let made = self.make(edge, whole).await?;
            if let Some(picture) = &made {
                self.keep(path, picture.clone()).await;
            }
            Ok(made)
        });
        made.await.map_err(|error: Arc<Error>| (*error).clone())
    }

    async fn make(&self, edge: Edge, whole: impl Future<Output = Result<Bytes>>) -> Result<Option<Bytes>> {
        let _place = self.places.acquire().await.map_err(Error::unavailable)?;
        let input = Input::Bytes(whole.await?);
        let limits =
            Limits { memory: picture::UNPACKED * 5 / 2, output: 8 * 1024 * 1024, input: LARGEST, ..Limits::default() };
        match self.confined.run(Job::Thumbnail, &edge.pixels().to_string(), input, limits).await {
            // A process that was taken over may still send no more than a picture.
            Ok(picture) => Ok(media_type(&picture).map(|_| Bytes::from(picture))),
            Err(ConfinedError::Busy) => Err(Error::unavailable("no process for a thumbnail")),
            Err(error) => {
                tracing::debug!(%error, "no thumbnail");
                Ok(None)
            }
        }
    }

    /// Puts it into its place, or does without.
    pub(super) async fn keep(&self, path: PathBuf, picture: Bytes) {
        let incoming = self.folder.join("incoming").join(self.entropy.uuid().simple().to_string());
        let kept = tokio::task::spawn_blocking(move || {
            let written = write(&incoming, &path, &picture);
            if written.is_err() {
                let _ = fs::remove_file(&incoming);
            }
            written
        });
        if let Ok(Err(error)) = kept.await {
            tracing::warn!(%error, "a thumbnail was not kept");
        }
    }

    /// Everything that is kept, and what was left half-way. Blocks.
    pub fn kept(&self) -> io::Result<Vec<Kept>> {
        let mut kept = Vec::new();
        for folder in fs::read_dir(&self.folder)?.flatten() {
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let Ok(facts) = file.metadata() else { continue };
                let hash = hash_of(&folder.file_name().to_string_lossy(), &file.file_name().to_string_lossy());
                let made_at = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                kept.push(Kept { hash, path: file.path(), size: facts.len(), made_at });
            }
        }
        Ok(kept)
    }
}

/// One file under `DATA_DIR/thumbnails`.
#[derive(Debug)]
pub struct Kept {
    /// Of the whole picture; `None`: it never came to its place.
    pub hash: Option<ContentHash>,
    pub path: PathBuf,
    pub size: u64,
    pub made_at: SystemTime,
}

/// By its first bytes; `None`: it is none that we make.
pub fn media_type(picture: &[u8]) -> Option<&'static str> {
    match picture {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        _ => None,
    }
}

/// `ab`, the other 62 digits, and the size.
fn place(hash: &ContentHash, edge: Edge) -> PathBuf {
    let digits = hash.to_string();
    let (folder, name) = digits.split_at(2);
    Path::new(folder).join(format!("{name}-{}", edge.pixels()))
}

/// The same for the pages of a document.
pub(super) fn place_of_pages(hash: &ContentHash) -> PathBuf {
    let digits = hash.to_string();
    let (folder, name) = digits.split_at(2);
    Path::new(folder).join(format!("{name}-pages"))
}

fn hash_of(folder: &str, name: &str) -> Option<ContentHash> {
    let (digits, _) = name.split_once('-')?;
    ContentHash::try_from(hex::decode(format!("{folder}{digits}")).ok()?).ok()
}

async fn read(path: PathBuf) -> Option<Bytes> {
    let picture = tokio::fs::read(path).await.ok()?;
    media_type(&picture).map(|_| Bytes::from(picture))
}

fn write(incoming: &Path, path: &Path, picture: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file = File::options().write(true).create_new(true).open(incoming)?;
    file.write_all(picture)?;
    file.sync_data()?;
    fs::rename(incoming, path)
}
