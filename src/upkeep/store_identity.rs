//! Whether the store and the database belong together. Both have the same random id: a row, and the object `store-id`
//! next to the blobs, which is copied with the store.
//!
//! A site without an id gets one at its start. The row is written first, and of two copies that start at the same
//! time one writes it; so a store with an id and a database without one are never a site that is being set up, but a
//! database that has not been used with this store before.

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

use crate::{
    Error, Result,
    error::Meaning,
    storage::{errors::Operation, watch::Standing},
    upkeep::{Upkeep, store},
};

/// How long a look at the store may take.
const PATIENCE: Duration = Duration::from_secs(6);

/// How many of the blobs that the database names are looked for in a store of which nothing else is known.
const SAMPLE: i64 = 20;

/// The two ids, and how many of some named blobs the store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub of_database: Option<Uuid>,
    pub of_store: Option<Uuid>,
    /// So many blobs that the database names were looked for.
    pub sought: usize,
    /// And this many blobs existed.
    pub found: usize,
}

impl Upkeep {
    /// Makes sure that the store is this database's. Where neither has an id yet, both get one.
    ///
    /// # Errors
    /// `Conflict` when they do not belong together, with what to do; `Unavailable` when one of them is away.
    pub async fn fit_store(&self) -> Result<()> {
        let backend = self.blobs.backend();
        let of_store = backend.id().await.map_err(Error::unavailable)?;
        let of_database = store::store_id(&self.database).await?;
        match (of_database, of_store) {
            (Some(ours), Some(its)) if ours == its => {
                self.blobs.watch().remember(ours);
                return Ok(());
            }
            (_, Some(_)) => return Err(does_not_fit(&self.pair().await?)),
            (_, None) => {}
        }
        let pair = self.pair().await?;
        let strange =
            if pair.sought > 0 { pair.found == 0 } else { of_database.is_none() && backend.has_blobs().await? };
        if strange {
            return Err(does_not_fit(&pair));
        }
        let ours = store::offer_store_id(&self.database, self.entropy.uuid()).await?;
        backend.set_id(ours, false, self.entropy.uuid()).await?;
        match backend.id().await.map_err(Error::unavailable)? {
            Some(its) if its == ours => {
                self.blobs.watch().remember(ours);
                Ok(())
            }
            _ => Err(does_not_fit(&self.pair().await?)),
        }
    }

    /// Everything that is known about database and store as a pair.
    ///
    /// # Errors
    /// `Unavailable` when one of them is away.
    pub async fn pair(&self) -> Result<Pair> {
        let backend = self.blobs.backend();
        let of_store = backend.id().await.map_err(Error::unavailable)?;
        let of_database = store::store_id(&self.database).await?;
        let named = store::named_blobs(&self.database, None, SAMPLE).await?;
        let (sought, mut found) = (named.len(), 0);
        for (hash, size) in named {
            found += usize::from(backend.holds(hash, size).await?);
        }
        Ok(Pair { of_database, of_store, sought, found })
    }

    /// Makes store and database a pair on purpose, by an id that is new: any other database that had this store does
    /// not fit any more.
    ///
    /// # Errors
    /// `Unavailable` when one of them is away.
    pub async fn adopt_store(&self) -> Result<Uuid> {
        let id = self.entropy.uuid();
        self.blobs.backend().set_id(id, true, self.entropy.uuid()).await?;
        store::set_store_id(&self.database, id).await?;
        Ok(id)
    }

    /// The first look at the store. One that is away does not keep the site from starting: it answers 503 where it
    /// needs the store.
    ///
    /// # Errors
    /// `Conflict` when the store is there and is not this database's: whatever was uploaded into it would be lost.
    pub async fn meet_store(&self) -> Result<()> {
        let looked = tokio::time::timeout(PATIENCE, self.fit_store()).await;
        let looked = looked.unwrap_or_else(|_| Err(Error::unavailable("the store does not answer")));
        self.note(&looked);
        looked.or_else(|error| if error.meaning() == Meaning::Conflict { Err(error) } else { Ok(()) })
    }

    /// Whether the store was there when it was last looked at.
    pub fn store_is_there(&self) -> bool {
        self.blobs.watch().standing() == Standing::Ours
    }

    /// Looks at the store for ever.
    pub async fn watch_store(self: Arc<Self>) {
        loop {
            tokio::time::sleep(self.blobs.watch().every).await;
            let mut look = std::pin::pin!(self.look());
            if let Ok(looked) = tokio::time::timeout(PATIENCE, &mut look).await {
                self.note(&looked);
            } else {
                self.note(&Err(Error::unavailable("the store does not answer")));
                // A file system that hangs holds a thread for each look, so there is one at a time.
                self.note(&look.await);
            }
        }
    }

    async fn look(&self) -> Result<()> {
        let id = self.blobs.backend().id().await.map_err(Error::unavailable)?;
        let watch = self.blobs.watch();
        // The database may be away; the store is not for that.
        if watch.is_ours(id) {
            return Ok(());
        }
        if id.is_none() && watch.has_met() {
            return Err(Error::unavailable("the store has lost its id; is the folder mounted?"));
        }
        self.fit_store().await
    }

    fn note(&self, looked: &Result<()>) {
        let standing = match looked {
            Ok(()) => Standing::Ours,
            Err(error) if error.meaning() == Meaning::Conflict => Standing::Another,
            Err(_) => Standing::Away,
        };
        if standing != Standing::Ours {
            self.blobs.errors().count(Operation::Look);
        }
        let before = self.blobs.watch().set(standing);
        match looked {
            Err(error) if standing != before => tracing::error!(error = error.log(), "the store cannot be used"),
            Ok(()) if matches!(before, Standing::Away | Standing::Another) => tracing::info!("the store is back"),
            _ => {}
        }
    }
}

fn does_not_fit(pair: &Pair) -> Error {
    let Pair { of_database, of_store, sought, found } = pair;
    let what = match (of_database, of_store) {
        (Some(ours), Some(its)) => format!("the database belongs to the store {ours}, and this is the store {its}"),
        (None, Some(its)) => format!("this is the store {its} of another database; this database has had none yet"),
        (_, None) if *sought > 0 => "the store has none of its blobs; is the folder mounted?".to_owned(),
        (_, None) => "the store has blobs, and the database names none".to_owned(),
    };
    let log = format!(
        "STORAGE_URL (or DATA_DIR) and DATABASE_URL do not belong together: {what}. Of {sought} blobs that the database \
         names, {found} are there. Nothing was changed. If one of the two settings is wrong, mend it. If they are meant \
         to be a pair from now on, for instance after restoring a backup: `latchkey store adopt`"
    );
    Error::conflict("The store and the database do not belong together.", log)
}
