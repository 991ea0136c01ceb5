//! What a document said before.

use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        document::{Document, Facts},
        item::{Content, Item},
        service::Documents,
        store,
    },
};

/// Some versions of a document, the latest first.
#[derive(Debug, Clone)]
pub struct VersionsPage {
    pub versions: Vec<Content>,
    /// The next ones have lower numbers than this; `None`: these were the last.
    pub next: Option<i32>,
}

/// How many versions a page of a document shows at most.
const SHOWN: u16 = 200;

impl Documents {
    /// The latest versions of a document; none for a folder or for an id that does not exist.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn versions(&self, reader: &Reader, id: Uuid) -> Result<Vec<Content>> {
        Ok(self.versions_before(reader, id, None, SHOWN).await?.versions)
    }

    /// The versions with numbers below `before`.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn versions_before(
        &self,
        reader: &Reader,
        id: Uuid,
        before: Option<i32>,
        limit: u16,
    ) -> Result<VersionsPage> {
        let asked = i64::from(limit) + 1;
        let mut versions =
            store::versions(&self.database, id, before.unwrap_or(i32::MAX), asked, reader.person().subjects()).await?;
        let more = versions.len() > usize::from(limit);
        versions.truncate(limit.into());
        let next = versions.last().filter(|_| more).map(|version| version.version);
        Ok(VersionsPage { versions, next })
    }

    /// One version, for download.
    ///
    /// # Errors
    /// `NotFound` when the document does not exist or has no such version.
    pub async fn version(&self, reader: &Reader, item: &Item, number: i32) -> Result<Document> {
        let none = || Error::not_found(format!("no version {number} of {}", item.id));
        let before = number.checked_add(1).ok_or_else(none)?;
        let found = store::versions(&self.database, item.id, before, 1, reader.person().subjects()).await?;
        let content = found.into_iter().find(|content| content.version == number).ok_or_else(none)?;
        Ok(Document::new(&Facts {
            item: item.id,
            version: content.version,
            path: &item.path,
            name: &item.name,
            hash: content.hash,
            size: content.size,
            content_type: &content.content_type,
            changed_at: content.changed_at(),
            added_at: content.added.at,
            shares_its_second: true,
        }))
    }
}
