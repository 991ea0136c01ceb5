//! How far the search has come with reading documents, for administrators.

use crate::{
    Result,
    access::ladder::{Admin, Reader},
    audit::Event,
    database::notices::ChangedDocuments,
    documents::item::Content,
    search::{
        Search,
        store::{self, Counts, Trouble},
    },
    storage::content_hash::ContentHash,
};

/// How many of what gives trouble are shown.
const SHOWN: i64 = 200;

/// How far the words of a document are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    Done,
    Waiting,
    /// Something was left out, with why.
    Partial(String),
    /// There are no words in it, or it is of a kind in which there are none.
    Empty,
    Failed(String),
}

impl Search {
    /// How far the search knows the words of this content.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn reading(&self, _: &Reader, content: &Content) -> Result<Reading> {
        let state = self.database.look_up(|| store::state(self.database.pool(), content.hash)).await?;
        Ok(match state {
            None => Reading::Waiting,
            Some((state, reason)) => match (state.as_str(), reason) {
                ("done", _) => Reading::Done,
                ("partial", reason) => Reading::Partial(reason.unwrap_or_default()),
                ("waiting", _) => Reading::Waiting,
                ("failed", reason) | ("unsupported", reason @ Some(_)) => Reading::Failed(reason.unwrap_or_default()),
                _ => Reading::Empty,
            },
        })
    }

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
