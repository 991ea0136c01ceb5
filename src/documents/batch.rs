//! Rows that go into the database together.

use std::collections::HashSet;

use uuid::Uuid;

use crate::{
    Error, Result,
    audit::{Actor, Event},
    database::notices::ChangedDocuments,
    documents::{
        name::Name,
        service::Documents,
        store::{self, NewFolder, NewVersion},
    },
    media_type,
    storage::blobs::Stored,
};

/// How many versions share a transaction; what a cut-off import does again.
const FULL: usize = 256;

/// Folders and versions waiting for their transaction. The bytes of each version are stored already.
pub struct Batch<'a> {
    documents: &'a Documents,
    by: &'a str,
    folders: Vec<NewFolder>,
    versions: Vec<NewVersion>,
}

impl<'a> Batch<'a> {
    pub fn new(documents: &'a Documents, by: &'a str) -> Self {
        Self { documents, by, folders: Vec::new(), versions: Vec::new() }
    }

    /// A new folder; its parent is in the database or earlier in this batch.
    pub fn folder(&mut self, parent: Uuid, name: &str) -> Uuid {
        let id = self.documents.new_id();
        self.folders.push(NewFolder { id, parent, name: name.to_owned() });
        id
    }

    /// A new document with its first version.
    pub fn document(&mut self, folder: Uuid, name: &Name, stored: &Stored) {
        let document = self.documents.new_id();
        self.push(document, Some((folder, name.to_string())), name, 1, stored);
    }

    /// The next version of a document.
    pub fn version(&mut self, document: Uuid, name: &Name, number: i32, stored: &Stored) {
        self.push(document, None, name, number, stored);
    }

    fn push(&mut self, document: Uuid, place: Option<(Uuid, String)>, name: &Name, number: i32, stored: &Stored) {
        let content_type = media_type::of(name.as_str(), &stored.head);
        let Stored { hash, size, modified_at, .. } = *stored;
        let id = self.documents.new_id();
        self.versions.push(NewVersion { id, document, place, number, hash, size, content_type, modified_at });
    }

    /// How many folders wait.
    pub fn folders(&self) -> u64 {
        self.folders.len() as u64
    }

    pub fn is_full(&self) -> bool {
        self.versions.len() >= FULL
    }

    /// Writes what waits, in one transaction.
    ///
    /// # Errors
    /// `Conflict` when somebody else has changed the same folders meanwhile; then nothing is written.
    pub async fn write(&mut self) -> Result<()> {
        if self.folders.is_empty() && self.versions.is_empty() {
            return Ok(());
        }
        self.write_with(None).await
    }

    /// Writes what waits, and in the same transaction the event that it ends with (I8).
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn close(mut self, event: Event) -> Result<()> {
        self.write_with(Some(event)).await
    }

    /// What this batch needs and does not create itself.
    fn leans_on(&self) -> Vec<Uuid> {
        let made: HashSet<Uuid> = self.folders.iter().map(|folder| folder.id).collect();
        let folders = self.folders.iter().map(|folder| folder.parent);
        let places = self.versions.iter().map(|new| new.place.as_ref().map_or(new.document, |(folder, _)| *folder));
        let needed: HashSet<Uuid> = folders.chain(places).filter(|id| !made.contains(id)).collect();
        needed.into_iter().collect()
    }

    async fn write_with(&mut self, event: Option<Event>) -> Result<()> {
        let documents = self.documents;
        let at = documents.database.now();
        let mut transaction = documents.database.begin().await?;
        let leans_on = self.leans_on();
        store::lock_tree(&mut transaction, &leans_on, &[]).await?;
        if !store::are_there(&mut transaction, &leans_on).await? {
            let sentence = text!("batch-gone");
            return Err(Error::conflict(sentence, "a folder or document of the batch is not there any more"));
        }
        for folders in self.folders.chunks(1000) {
            store::add_folders(&mut transaction, folders, self.by, at).await?;
        }
        if !self.versions.is_empty() {
            store::add_versions(&mut transaction, &self.versions, self.by, at).await?;
        }
        if let Some(event) = event {
            documents.audit.record(&mut transaction, &Actor::command(self.by), event).await?;
        }
        let told = documents.database.notices().tell_documents_at_the_end(ChangedDocuments::Anywhere);
        transaction.commit().await?;
        drop(told);
        self.folders.clear();
        self.versions.clear();
        Ok(())
    }
}
