//! Names that have no key of ours yet (`collation.rs`) get one: those from before an update, and what another program wrote
//! into the tables. A million take some minutes in the background; until then a simpler order holds for them.

use std::{sync::Arc, time::Duration};

use crate::{
    Error, Result, collation,
    documents::{service::Documents, store},
};

/// How many at once: enough that most folders change their order in one moment.
const STEP: i64 = 2000;

/// Others come first in between.
const PAUSE: Duration = Duration::from_millis(20);

/// How often it is looked for more.
const EVERY: Duration = Duration::from_mins(1);

impl Documents {
    /// Gives the next names their keys. Tells how many there were.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn give_sort_keys(&self) -> Result<usize> {
        let mut transaction = self.database.begin().await?;
        let (ids, names) = store::names_without_key(&mut transaction, STEP).await?;
        if ids.is_empty() {
            return Ok(0);
        }
        let keys = move || names.iter().map(|name| collation::key(name)).collect::<Vec<_>>();
        let keys = tokio::task::spawn_blocking(keys).await.map_err(Error::internal)?;
        store::give_sort_keys(&mut transaction, &ids, &keys).await?;
        transaction.commit().await?;
        Ok(ids.len())
    }

    /// Does so until the database is closed.
    pub async fn sort_keys_for_ever(self: Arc<Self>) {
        while !self.database.pool().is_closed() {
            let pause = match self.give_sort_keys().await {
                Ok(0) => EVERY,
                Ok(_) => PAUSE,
                Err(error) => {
                    tracing::warn!(detail = error.log(), "names cannot be put in order; trying again");
                    EVERY
                }
            };
            tokio::time::sleep(pause).await;
        }
    }
}
