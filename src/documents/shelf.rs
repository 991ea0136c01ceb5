//! Favourites and visits belong to one person and are shown to nobody else. Guests of an open site have no identity,
//! so they have neither.

use std::collections::HashSet;

use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{document::Placed, service::Documents, store::shelf},
    identity::principal::Source,
};

/// The owner of the shelf; `None`: a guest, who has none. An administrator who views the site as somebody else does
/// not see that person's shelf, and leaves no traces on it.
fn owner(reader: &Reader) -> Option<String> {
    let person = reader.person();
    (person.principal.source != Source::Guest && !person.is_viewed()).then(|| person.key())
}

/// Whether this person has favourites.
pub fn has_shelf(reader: &Reader) -> bool {
    owner(reader).is_some()
}

impl Documents {
    /// Adds a favourite, or removes it.
    ///
    /// # Errors
    /// `NotFound` for what does not exist or may not be seen; `Forbidden` for guests.
    pub async fn favour(&self, reader: &Reader, id: Uuid, starred: bool) -> Result<()> {
        let owner = owner(reader).ok_or_else(|| Error::forbidden(text!("favourites-of-guests"), "a guest"))?;
        if !starred {
            return Ok(shelf::unmark(self.database.pool(), &owner, id).await?);
        }
        let (now, subjects) = (self.database.now(), reader.person().subjects());
        let found = shelf::mark(self.database.pool(), &owner, id, now, subjects).await?;
        if found { Ok(()) } else { Err(Error::not_found(format!("no item {id}"))) }
    }

    /// Which of these things this person has put a star on.
    pub async fn favourites_among(&self, reader: &Reader, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let Some(owner) = owner(reader) else { return Ok(HashSet::new()) };
        self.database.look_up(|| shelf::marked_among(self.database.pool(), &owner, ids)).await
    }

    /// Whether this person has put a star on it.
    pub async fn is_favourite(&self, reader: &Reader, id: Uuid) -> Result<bool> {
        let Some(owner) = owner(reader) else { return Ok(false) };
        self.database.look_up(|| shelf::is_marked(self.database.pool(), &owner, id)).await
    }

    /// Everything that this person has put a star on, the latest first.
    pub async fn favourites(&self, reader: &Reader) -> Result<Vec<Placed>> {
        let Some(owner) = owner(reader) else { return Ok(Vec::new()) };
        let subjects = reader.person().subjects();
        let found = self.database.look_up(|| shelf::favourites(self.database.pool(), &owner, subjects)).await?;
        found.into_iter().collect()
    }

    /// What anybody changed lately, the latest first.
    pub async fn changed_lately(&self, reader: &Reader) -> Result<Vec<Placed>> {
        let owner = owner(reader).unwrap_or_default();
        let subjects = reader.person().subjects();
        let folders = self.visible_folders(reader).await?;
        let folders = folders.as_deref();
        let changed = || shelf::changed(self.database.pool(), &owner, subjects, folders);
        let found = self.database.look_up(changed).await?;
        found.into_iter().collect()
    }

    /// What this person opened lately, the latest first.
    pub async fn opened_lately(&self, reader: &Reader) -> Result<Vec<Placed>> {
        let Some(owner) = owner(reader) else { return Ok(Vec::new()) };
        let subjects = reader.person().subjects();
        let found = self.database.look_up(|| shelf::opened(self.database.pool(), &owner, subjects)).await?;
        found.into_iter().collect()
    }

    /// Records that this person has opened a document, for the list of recent ones. It is a convenience, so its
    /// failure does not keep anybody from the document.
    pub async fn visited(&self, reader: &Reader, id: Uuid) {
        let Some(owner) = owner(reader) else { return };
        if let Err(error) = shelf::visit(self.database.pool(), &owner, id, self.database.now()).await {
            tracing::warn!(%error, "a visit was not noted");
        }
    }
}
