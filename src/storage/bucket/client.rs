//! The two kinds of object store.

use std::{sync::Arc, time::Duration};

use object_store::{
    ClientOptions, ObjectStore, Result, RetryConfig, aws::AmazonS3Builder, azure::MicrosoftAzureBuilder, signer::Signer,
};
use secrecy::ExposeSecret;

use crate::settings::{ObjectStorage, ObjectStoreKind};

/// How long a store may be silent in the middle.
const SILENCE: Duration = Duration::from_mins(1);

/// What speaks with a store.
pub struct Client {
    pub store: Arc<dyn ObjectStore>,
    /// Only where a link can carry the name and type of a document.
    pub signer: Option<Arc<dyn Signer>>,
}

impl Client {
    pub fn of(settings: &ObjectStorage) -> Result<Self> {
        // No limit on the whole response: a download to a slow client takes its time.
        let options = ClientOptions::new().with_timeout_disabled().with_read_timeout(SILENCE);
        let options = options.with_allow_http(settings.plain_http);
        // About six seconds in all: after that the caller may try again.
        let retry = RetryConfig { max_retries: 6, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() };
        let given = settings.options.iter().map(|(key, value)| (key, value.expose_secret()));
        match settings.kind {
            ObjectStoreKind::Azure => {
                let mut builder = MicrosoftAzureBuilder::new().with_client_options(options).with_retry(retry);
                for (key, value) in given {
                    builder = builder.with_config(key.parse()?, value);
                }
                let store = builder.with_container_name(&settings.bucket).build()?;
                Ok(Self { store: Arc::new(store), signer: None })
            }
            ObjectStoreKind::S3 => {
                let mut builder = AmazonS3Builder::new().with_client_options(options).with_retry(retry);
                for (key, value) in given {
                    builder = builder.with_config(key.parse()?, value);
                }
                let store = Arc::new(builder.with_bucket_name(&settings.bucket).build()?);
                Ok(Self { store: store.clone(), signer: Some(store) })
            }
        }
    }
}
