//! Blobs in Azure Blob Storage or an S3-compatible store, under the same names as in a directory, so that they can
//! be copied from one to the other by any tool.
//!
//! Both kinds of store write an object wholly or not at all, and whoever reads after a write sees it; that is all
//! that is asked of them here.

use std::{io, ops::Range, path::Path as File, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    ClientOptions, GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig,
    WriteMultipart,
    aws::AmazonS3Builder,
    azure::MicrosoftAzureBuilder,
    path::Path,
    signer::{Method, SignedUrlOptions, Signer, Url},
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use crate::{
    Error, Result,
    clock::SharedClock,
    documents::bytes::{blobs::StoreError, content_hash::ContentHash},
    settings::{ObjectStorage, ObjectStoreKind},
};

/// What is larger goes in parts of this size, and so many of them are under way at once.
const PART: usize = 8 * 1024 * 1024;
const PARTS_UNDER_WAY: usize = 3;
/// S3 takes no more than 10,000 parts.
const MOST_PARTS: u64 = 9_000;

/// How long a reader waits for the first byte.
const FIRST_BYTE: Duration = Duration::from_secs(10);
/// How long a store may be silent in the middle.
const SILENCE: Duration = Duration::from_secs(60);

/// Bytes that are already there and younger than this need not be written again: who sweeps spares what is younger
/// than [`super::gc::SPARED`].
const YOUNG: time::Duration = time::Duration::hours(12);

/// A sweeper that has condemned a blob acts within this time, or not at all.
pub const CONDEMNED_FOR: time::Duration = time::Duration::minutes(5);
/// How often, with a second between, somebody who settles a blob waits for a sweeper.
const TRIES: usize = 60;

/// How long a link into the store is good.
pub const LINK_IS_GOOD: Duration = Duration::from_secs(60);

/// The bytes of an object as they arrive.
pub type Pieces = BoxStream<'static, object_store::Result<Bytes>>;

/// A container or bucket.
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    /// Only where a link can carry the name and type of a document.
    signer: Option<Arc<dyn Signer>>,
    prefix: Path,
    clock: SharedClock,
}

impl Bucket {
    /// Asks nothing of the network.
    ///
    /// # Errors
    /// When the settings do not make sense to the store's client.
    pub fn open(settings: &ObjectStorage, clock: &SharedClock) -> Result<Self> {
        let unusable = |error| Error::internal(format!("STORAGE_URL: {error}"));
        let prefix = Path::parse(&settings.prefix).map_err(|error| unusable(error.into()))?;
        // No limit for the whole of an answer: a slow reader's download takes as long as it takes.
        let client = ClientOptions::new().with_timeout_disabled().with_read_timeout(SILENCE);
        let client = client.with_allow_http(settings.plain_http);
        // About six seconds in all: then whoever asked may try again.
        let retry = || RetryConfig { max_retries: 6, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() };
        let options = settings.options.iter().map(|(key, value)| (key, value.expose_secret()));
        let (store, signer): (Arc<dyn ObjectStore>, Option<Arc<dyn Signer>>) = match settings.kind {
            ObjectStoreKind::Azure => {
                let builder = MicrosoftAzureBuilder::new().with_client_options(client).with_retry(retry());
                let builder = options.fold(builder, |builder, (key, value)| match key.parse() {
                    Ok(key) => builder.with_config(key, value),
                    Err(_) => builder,
                });
                let store = builder.with_container_name(&settings.bucket).build().map_err(unusable)?;
                (Arc::new(store), None)
            }
            ObjectStoreKind::S3 => {
                let builder = AmazonS3Builder::new().with_client_options(client).with_retry(retry());
                let builder = options.fold(builder, |builder, (key, value)| match key.parse() {
                    Ok(key) => builder.with_config(key, value),
                    Err(_) => builder,
                });
                let store = Arc::new(builder.with_bucket_name(&settings.bucket).build().map_err(unusable)?);
                (store.clone(), Some(store))
            }
        };
        Ok(Self { store, signer, prefix, clock: clock.clone() })
    }

    fn place(&self, hash: &ContentHash) -> Path {
        hash.place().split('/').fold(self.prefix.clone(), Path::join)
    }

    fn sentence(&self, hash: &ContentHash) -> Path {
        self.prefix.clone().join("condemned").join(hash.to_string())
    }

    async fn look(&self, place: &Path) -> Result<Option<ObjectMeta>, StoreError> {
        match self.store.head(place).await {
            Ok(there) => Ok(Some(there)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn is_younger(&self, object: &ObjectMeta, age: time::Duration) -> bool {
        self.clock.now().unix_timestamp() - object.last_modified.timestamp() < age.whole_seconds()
    }

    /// Whether the bytes are there in their full length.
    pub async fn holds(&self, hash: &ContentHash, size: u64) -> Result<bool, StoreError> {
        Ok(self.look(&self.place(hash)).await?.is_some_and(|there| there.size == size))
    }

    /// Puts a spooled file under its name for good, unless the same bytes are there and will stay.
    pub async fn settle(&self, spooled: &File, hash: &ContentHash, size: u64) -> Result<(), StoreError> {
        let place = self.place(hash);
        let there = self.look(&place).await?;
        if there.is_some_and(|there| there.size == size && self.is_younger(&there, YOUNG)) {
            return Ok(());
        }
        for _ in 0..TRIES {
            self.put(spooled, &place, size).await?;
            // In this order, and after writing: a sweeper that comes later sees that the blob is young, and one that
            // was here before has either left its sentence or taken the blob with it.
            let condemned = self.look(&self.sentence(hash)).await?;
            let condemned = condemned.is_some_and(|sentence| self.is_younger(&sentence, CONDEMNED_FOR * 2));
            if !condemned && self.holds(hash, size).await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err(StoreError::Away(format!("blob {hash} does not stay in the store")))
    }

    async fn put(&self, spooled: &File, place: &Path, size: u64) -> Result<(), StoreError> {
        let mut file = tokio::fs::File::open(spooled).await?;
        let length = file.metadata().await?.len();
        if length != size {
            return Err(StoreError::Disk(io::Error::other(format!("{length} bytes were spooled, not {size}"))));
        }
        if size <= PART as u64 {
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
            file.read_to_end(&mut bytes).await?;
            self.store.put(place, bytes.into()).await?;
            return Ok(());
        }
        let part = PART.max(usize::try_from(size / MOST_PARTS).unwrap_or(usize::MAX) + 1);
        let upload = self.store.put_multipart(place).await?;
        let mut parts = WriteMultipart::new_with_chunk_size(upload, part);
        match write_parts(&mut parts, &mut file, part).await {
            Ok(()) => {
                parts.finish().await?;
                Ok(())
            }
            Err(error) => {
                // What stays is invisible, and the store's own rules throw it away (Azure: after a week).
                let _ = parts.abort().await;
                Err(error)
            }
        }
    }

    /// Asks for some bytes of a blob. What comes back has begun to arrive, and arrives no faster than it is taken.
    ///
    /// # Errors
    /// `Internal` when the blob is missing or not as long as its row says; `Unavailable` when the store is away.
    pub async fn fetch(&self, hash: ContentHash, part: Range<u64>, size: u64) -> Result<Pieces> {
        let options = GetOptions::new().with_range((part != (0..size)).then_some(part));
        let place = self.place(&hash);
        let answer = tokio::time::timeout(FIRST_BYTE, self.store.get_opts(&place, options)).await;
        let answer = answer.map_err(|_| Error::unavailable(format!("blob {hash}: the store does not answer")))?;
        let found = answer.map_err(|error| unreadable(&hash, &error))?;
        if found.meta.size != size {
            return Err(Error::internal(format!("blob {hash} of {size} bytes is {} bytes long", found.meta.size)));
        }
        Ok(found.into_stream())
    }

    /// All of a small blob. What arrives is checked, since it is kept in memory.
    pub async fn whole(&self, hash: ContentHash, size: u64) -> Result<Bytes> {
        let pieces = self.fetch(hash, 0..size, size).await?;
        let pieces: Vec<Bytes> = pieces.try_collect().await.map_err(|error| unreadable(&hash, &error))?;
        let bytes = pieces.concat();
        if ContentHash::from(<[u8; 32]>::from(Sha256::digest(&bytes))) != hash {
            return Err(Error::internal(format!("blob {hash} is damaged")));
        }
        Ok(bytes.into())
    }

    /// A link that gives the whole blob, under that name and type, to whoever has it and as long as
    /// [`LINK_IS_GOOD`]. `None`: the store has no such links.
    pub async fn link(&self, hash: ContentHash, disposition: &str, content_type: &str) -> Result<Option<Url>> {
        let Some(signer) = &self.signer else { return Ok(None) };
        let said = SignedUrlOptions::default().with_query([
            ("response-cache-control", "private, no-store"),
            ("response-content-disposition", disposition),
            ("response-content-type", content_type),
        ]);
        let link = signer.signed_url_opts(Method::GET, &self.place(&hash), LINK_IS_GOOD, &said).await;
        link.map(Some).map_err(|error| unreadable(&hash, &error))
    }

    /// Everything that lies in the store: its place below the prefix, its length, and when it was written.
    pub fn list(&self) -> BoxStream<'_, Result<(String, u64, i64)>> {
        let listed = self.store.list((!self.prefix.as_ref().is_empty()).then_some(&self.prefix));
        let below = |object: ObjectMeta| {
            let place = object.location.prefix_match(&self.prefix)?;
            let place: Vec<_> = place.map(|part| part.as_ref().to_owned()).collect();
            Some((place.join("/"), object.size, object.last_modified.timestamp()))
        };
        let listed = listed.map_err(|error| Error::unavailable(format!("the store cannot be listed: {error}")));
        listed.try_filter_map(move |object| std::future::ready(Ok(below(object)))).boxed()
    }

    /// Announces that a blob is about to be removed. `false`: it is young, or gone, or somebody else is at it.
    pub async fn condemn(&self, hash: &ContentHash, spared: time::Duration) -> Result<bool, StoreError> {
        let sentence = self.sentence(hash);
        let only_one = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.store.put_opts(&sentence, PutPayload::new(), only_one).await {
            Ok(_) => {}
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                // One that a sweeper left that died.
                if self.look(&sentence).await?.is_some_and(|there| !self.is_younger(&there, CONDEMNED_FOR * 2)) {
                    self.reprieve(hash).await?;
                }
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        // After announcing it: whoever wrote the blob meanwhile has made it young, or waits for the sentence to go.
        let old = self.look(&self.place(hash)).await?.is_some_and(|there| !self.is_younger(&there, spared));
        if !old {
            self.reprieve(hash).await?;
        }
        Ok(old)
    }

    /// Takes the announcement back.
    pub async fn reprieve(&self, hash: &ContentHash) -> Result<(), StoreError> {
        Ok(self.store.delete(&self.sentence(hash)).await?)
    }

    /// Removes a condemned blob.
    pub async fn remove(&self, hash: &ContentHash) -> Result<(), StoreError> {
        self.store.delete(&self.place(hash)).await?;
        self.reprieve(hash).await
    }
}

async fn write_parts(parts: &mut WriteMultipart, file: &mut tokio::fs::File, part: usize) -> Result<(), StoreError> {
    loop {
        let mut bytes = Vec::with_capacity(part);
        if (&mut *file).take(part as u64).read_to_end(&mut bytes).await? == 0 {
            return Ok(());
        }
        parts.wait_for_capacity(PARTS_UNDER_WAY - 1).await?;
        parts.put(bytes.into());
    }
}

fn unreadable(hash: &ContentHash, error: &object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::internal(format!("blob {hash} is not in the store: {error}")),
        _ => Error::unavailable(format!("blob {hash} cannot be read: {error}")),
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        Self::Away(error.to_string())
    }
}
