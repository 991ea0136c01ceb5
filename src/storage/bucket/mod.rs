//! Blobs in Azure Blob Storage or an S3-compatible store, under the same names as in a directory, so that any tool
//! can copy them from one to the other.
//!
//! Both kinds of store write an object completely or not at all, and a read after a write sees it; nothing else is
//! required of them.

mod client;
mod identity;
mod settling;
mod sweeping;

use std::{ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt,
    path::Path,
    signer::{Method, SignedUrlOptions, Signer, Url},
};
use sha2::{Digest, Sha256};

use self::client::Client;
pub use self::sweeping::CONDEMNED_FOR;
use crate::{
    Error, Result,
    clock::SharedClock,
    settings::ObjectStorage,
    storage::{blobs::StoreError, content_hash::ContentHash, stored::lost},
};

/// How long a reader waits for the first byte.
const FIRST_BYTE: Duration = Duration::from_secs(10);

/// How long a link into the store is good.
pub const LINK_IS_GOOD: Duration = Duration::from_mins(1);

/// The bytes of an object as they arrive.
pub type Pieces = BoxStream<'static, object_store::Result<Bytes>>;

/// A container or bucket.
pub struct Bucket {
    pub(super) store: Arc<dyn ObjectStore>,
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
        let Client { store, signer } = Client::of(settings).map_err(unusable)?;
        Ok(Self { store, signer, prefix, clock: clock.clone() })
    }

    fn place(&self, hash: &ContentHash) -> Path {
        self.at(&hash.place())
    }

    pub(super) fn at(&self, place: &str) -> Path {
        place.split('/').fold(self.prefix.clone(), Path::join)
    }

    pub(super) async fn look(&self, place: &Path) -> Result<Option<ObjectMeta>, StoreError> {
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

    /// Requests a range of a blob. The response has started when this returns, and arrives no faster than it is read.
    ///
    /// # Errors
    /// `Internal` when the blob is missing or its length differs from its row; `Unavailable` when the store is away.
    pub async fn fetch(&self, hash: ContentHash, part: Range<u64>, size: u64) -> Result<Pieces> {
        let options = GetOptions::new().with_range((part != (0..size)).then_some(part));
        let place = self.place(&hash);
        let answer = tokio::time::timeout(FIRST_BYTE, self.store.get_opts(&place, options)).await;
        let answer = answer.map_err(|_| Error::unavailable(format!("blob {hash}: the store does not answer")))?;
        let found = answer.map_err(|error| unreadable(&hash, &error))?;
        if found.meta.size != size {
            return Err(lost(format!("blob {hash} of {size} bytes is {} bytes long", found.meta.size)));
        }
        Ok(found.into_stream())
    }

    /// All of a small blob.
    pub async fn whole(&self, hash: ContentHash, size: u64) -> Result<Bytes> {
        let pieces = self.fetch(hash, 0..size, size).await?;
        let pieces: Vec<Bytes> = pieces.try_collect().await.map_err(|error| unreadable(&hash, &error))?;
        Ok(pieces.concat().into())
    }

    /// Whether the stored bytes match their name; fetches all of them.
    async fn is_sound(&self, hash: &ContentHash, size: u64) -> Result<bool> {
        let mut pieces = self.fetch(*hash, 0..size, size).await?;
        let mut sum = Sha256::new();
        while let Some(piece) = pieces.try_next().await.map_err(|error| unreadable(hash, &error))? {
            sum.update(&piece);
        }
        Ok(ContentHash::from(<[u8; 32]>::from(sum.finalize())) == *hash)
    }

    /// A link by which anybody who has it can fetch the whole blob, under that name and type, for [`LINK_IS_GOOD`].
    /// `None`: the store has no such links.
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

    /// All objects of the store: path below the prefix, length, and when they were written.
    pub fn list(&self) -> BoxStream<'_, Result<(String, u64, i64)>> {
        self.list_below(&self.prefix)
    }

    /// The same, of one folder.
    pub fn list_in(&self, folder: &str) -> BoxStream<'_, Result<(String, u64, i64)>> {
        self.list_below(&self.at(folder))
    }

    fn list_below(&self, place: &Path) -> BoxStream<'_, Result<(String, u64, i64)>> {
        let listed = self.store.list((!place.as_ref().is_empty()).then_some(place));
        let below = |object: ObjectMeta| {
            let place = object.location.prefix_match(&self.prefix)?;
            let place: Vec<_> = place.map(|part| part.as_ref().to_owned()).collect();
            Some((place.join("/"), object.size, object.last_modified.timestamp()))
        };
        let listed = listed.map_err(|error| Error::unavailable(format!("the store cannot be listed: {error}")));
        listed.try_filter_map(move |object| std::future::ready(Ok(below(object)))).boxed()
    }
}

fn unreadable(hash: &ContentHash, error: &object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => lost(format!("blob {hash} is not in the store: {error}")),
        _ => Error::unavailable(format!("blob {hash} cannot be read: {error}")),
    }
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        Self::Away(error.to_string())
    }
}
