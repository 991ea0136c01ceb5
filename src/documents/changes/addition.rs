//! A document added together with rows of the caller's own, in one transaction.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    add_document::{Added, Outcome, add},
    add_new::{NewDocument, add_new},
    change::{Change, Lock},
};
use crate::{
    Result,
    access::ladder::Editor,
    documents::{name::Name, on_taken::OnTaken, service::Documents},
    storage::blobs::Stored,
};

/// A transaction in which one document is added. Dropped without [`Addition::commit`], nothing has happened.
pub struct Addition<'a> {
    change: Change<'a>,
    folder: Uuid,
}

impl Documents {
    /// Begins to add a document to a folder: holds the locks of the tree that it takes.
    ///
    /// # Errors
    /// As the database.
    pub async fn begin_addition(&self, editor: &Editor, folder: Uuid) -> Result<Addition<'_>> {
        Ok(Addition { change: self.begin_change(editor.person(), Lock::Adding(folder)).await?, folder })
    }
}

impl Addition<'_> {
    /// For rows that are written with the document.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.change.connection()
    }

    /// The caller has checked, in this transaction, that the bytes fit into every quota: [`Self::add`] does not check again.
    pub fn quotas_are_checked(&mut self) {
        self.change.quotas_are_checked();
    }

    /// Adds the document. The bytes are stored already.
    ///
    /// # Errors
    /// As [`Documents::add_document`].
    pub async fn add(&mut self, name: &Name, stored: &Stored, on_taken: OnTaken) -> Result<Added> {
        add(&mut self.change, self.folder, name, stored, on_taken).await
    }

    /// Adds several documents, each by a request of the same person: all of them, or none.
    ///
    /// # Errors
    /// As [`Documents::add_document`] with a name that may not be taken.
    pub async fn add_new(&mut self, documents: &[NewDocument<'_>]) -> Result<Vec<Uuid>> {
        add_new(&mut self.change, self.folder, documents).await
    }

    /// Makes these bytes the current version of a document. The bytes are stored already.
    ///
    /// # Errors
    /// As [`Documents::add_version`].
    pub async fn replace(&mut self, document: Uuid, stored: &Stored) -> Result<Added> {
        self.change.add_version(document, stored).await?;
        Ok(Added { outcome: Outcome::Version, document })
    }

    /// # Errors
    /// As the database.
    pub async fn commit(self) -> Result<()> {
        self.change.commit().await
    }
}
