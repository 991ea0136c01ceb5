//! An item's own grants while it is moved or copied: they are kept or dropped.

use uuid::Uuid;

use super::change::Change;
use crate::{
    Error, Result,
    access::{
        groups,
        level::{Graded, Granted, Level, Own},
        subjects::Subject,
    },
    audit::Event,
    documents::{
        item::Item,
        store::{self, Grant},
    },
    error::Meaning,
};

impl Change<'_> {
    /// Called before an item is moved and is to have only the grants of the target. Returns whether it had grants of
    /// its own.
    ///
    /// # Errors
    /// `Forbidden` for those who do not own it; `Conflict` for an item that does not inherit: nothing of the folder
    /// counts for it except ownership, so nobody would have access.
    pub async fn leave_grants(&mut self, item: &Item) -> Result<bool> {
        if !item.has_grants {
            return Ok(false);
        }
        item.level.unwrap_or(Level::View).includes(Level::Own, item.label())?;
        if !item.inherits {
            return Err(Error::conflict(text!("own-grants-cut"), format!("{} is cut off", item.id)));
        }
        let taken = store::take_own_grants(self.connection(), item.id).await?;
        for subject in &taken {
            let (path, subject) = (item.path.clone(), subject.clone());
            self.record(Event::AccessRevoked { item: item.id, path, subject }).await?;
        }
        Ok(!taken.is_empty())
    }

    /// Called before an item is copied with its own grants. Returns whether it has any.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who do not own it.
    pub async fn may_keep_grants(&mut self, source: Uuid) -> Result<bool> {
        Ok(self.find::<Own>(source).await?.has_grants)
    }

    /// Called before an item copied in the background gets the grants of its source.
    ///
    /// # Errors
    /// `Conflict` when the person who requested it no longer owns the source.
    pub async fn owned_source(&mut self, source: Uuid) -> Result<Item> {
        match self.find::<Own>(source).await {
            Err(error) if matches!(error.meaning(), Meaning::NotFound | Meaning::Forbidden) => {
                Err(Error::conflict(text!("copy-keeps-not-owned"), format!("{source}: {}", error.log())))
            }
            found => found.map(Granted::into_inner),
        }
    }

    /// Grants on a copy what is granted on its source. Whether the source inherits is not copied: everybody who may
    /// see the copy's folder sees the copy.
    pub async fn keep_grants(&mut self, source: &Item, copy: &Item) -> Result<()> {
        for grant in store::own_grants(self.connection(), source.id).await? {
            if let Some(Subject::Group(group)) = Subject::parse(&grant.subject) {
                groups::hold(self.connection(), group).await?;
            }
            let grant = Grant { granted_at: self.at, granted_by: self.by.clone(), ..grant };
            store::add_grant(self.connection(), copy.id, &grant).await?;
            let Grant { subject, level, ends_at, reason, .. } = grant;
            let level = Level::of(level)?.map_or("", Level::as_str).to_owned();
            let path = copy.path.clone();
            self.record(Event::AccessGranted { item: copy.id, path, subject, level, ends_at, reason }).await?;
        }
        Ok(())
    }
}
