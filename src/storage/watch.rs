//! The last known state of the store, so that requests need not check it.

use std::{
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use uuid::Uuid;

use crate::storage::stored::StoreError;

/// Its state at the last check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not looked at yet.
    Unknown,
    /// There, and this database's.
    Ours,
    Away,
    /// It is there, but does not belong to this database.
    Another,
}

/// The last look at the store.
pub struct Watch {
    standing: AtomicU8,
    /// The store that it was when it was this database's.
    ours: RwLock<Option<Uuid>>,
    pub every: Duration,
}

impl Watch {
    pub fn each(every: Duration) -> Self {
        Self { standing: AtomicU8::new(Standing::Unknown as u8), ours: RwLock::default(), every }
    }

    pub fn standing(&self) -> Standing {
        let all = [Standing::Unknown, Standing::Ours, Standing::Away];
        all.into_iter().find(|one| *one as u8 == self.standing.load(Ordering::Relaxed)).unwrap_or(Standing::Another)
    }

    /// Whether this id was this database's when it was last asked.
    pub fn is_ours(&self, id: Option<Uuid>) -> bool {
        id.is_some() && *self.ours.read().unwrap_or_else(PoisonError::into_inner) == id
    }

    /// Whether the store was ever there.
    pub fn has_met(&self) -> bool {
        self.ours.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub fn remember(&self, id: Uuid) {
        *self.ours.write().unwrap_or_else(PoisonError::into_inner) = Some(id);
    }

    /// Returns the previous state.
    pub fn set(&self, standing: Standing) -> Standing {
        let before = self.standing();
        self.standing.store(standing as u8, Ordering::Relaxed);
        before
    }

    /// What is put into another database's store is lost to both.
    ///
    /// # Errors
    /// [`StoreError::Away`] when the store is known to be another database's.
    pub fn refuse_another(&self) -> Result<(), StoreError> {
        match self.standing() {
            Standing::Another => Err(StoreError::Away("it belongs to another database".to_owned())),
            _ => Ok(()),
        }
    }
}
