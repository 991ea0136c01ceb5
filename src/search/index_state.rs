//! How far the search has come with reading documents, for administrators.

use crate::{
    Result,
    access::ladder::Admin,
    audit::Event,
    database::notices::ChangedDocuments,
    search::{
        Search,
        store::{self, Counts, Trouble},
    },
    storage::content_hash::ContentHash,
};

/// How many of what gives trouble are shown.
const SHOWN: i64 = 200;

impl Search {
    /// How many contents are read, wait or cannot be read; and the latest of the last.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn index_state(&self, admin: &Admin) -> Result<(Counts, Vec<Trouble>)> {
        let counts = self.database.look_up(|| store::count_contents(self.database.pool())).await?;
        let subjects = admin.person().subjects();
        let troubles = self.database.look_up(|| store::troubles(self.database.pool(), SHOWN, subjects)).await?;
        Ok((counts, troubles))
    }

    /// Reads one content again, or all that could not be read.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn retry_index(&self, admin: &Admin, content: Option<ContentHash>) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let contents = store::try_again(&mut *transaction, content.as_ref()).await?;
        let event = Event::IndexRetried { contents };
        self.audit.record(&mut transaction, &admin.person().actor(), event).await?;
        // The indexer listens.
        let told = self.database.notices().tell_documents_at_the_end(ChangedDocuments::nothing());
        transaction.commit().await?;
        drop(told);
        Ok(())
    }
}
