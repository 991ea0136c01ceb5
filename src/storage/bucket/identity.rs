//! The id of the store, as an object next to the blobs.

use std::time::Duration;

use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload, path::Path};
use uuid::Uuid;

use super::Bucket;
use crate::storage::{backend::ID, blobs::StoreError};

/// How long the store may take to say who it is.
const PATIENCE: Duration = Duration::from_secs(5);

impl Bucket {
    fn id_place(&self) -> Path {
        self.prefix.clone().join(ID)
    }

    /// `None`: it has none yet.
    pub async fn id(&self) -> Result<Option<Uuid>, StoreError> {
        let ask = async {
            let found = self.store.get(&self.id_place()).await?;
            found.bytes().await
        };
        let answer = tokio::time::timeout(PATIENCE, ask).await;
        match answer.map_err(|_| StoreError::Away("it does not answer".to_owned()))? {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let id = text.trim().parse();
                id.map(Some).map_err(|_| StoreError::Away(format!("there is no id in the object {ID}")))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives the store an id, in place of the one before or only if it has none.
    pub async fn set_id(&self, id: Uuid, replace: bool) -> Result<(), StoreError> {
        let mode = if replace { PutMode::Overwrite } else { PutMode::Create };
        let options = PutOptions { mode, ..PutOptions::default() };
        let text = PutPayload::from(format!("{id}\n"));
        match self.store.put_opts(&self.id_place(), text, options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
