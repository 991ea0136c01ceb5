//! Bytes that nobody gets, because a virus was found in them (`scanning/`). The list is short and in memory, so asking it takes
//! no round trip. Everything that hands out bytes reads them from [`super::blobs::Blobs`], which asks it: no way to the bytes
//! can forget that.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use crate::{Error, Result, error::Facts, storage::content_hash::ContentHash};

/// The code of the refusal, for programs.
pub const QUARANTINED: &str = "quarantined";

/// What is withheld, each with what was found in it.
#[derive(Debug, Default)]
pub struct Withheld {
    found: RwLock<HashMap<ContentHash, String>>,
}

impl Withheld {
    /// From now on it is these.
    pub fn replace(&self, found: HashMap<ContentHash, String>) {
        *self.found.write().unwrap_or_else(PoisonError::into_inner) = found;
    }

    pub fn holds(&self, hash: &ContentHash) -> bool {
        self.found.read().unwrap_or_else(PoisonError::into_inner).contains_key(hash)
    }

    /// What was found in these bytes, if they are withheld.
    pub fn finding(&self, hash: &ContentHash) -> Option<String> {
        self.found.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    /// # Errors
    /// `Forbidden` for bytes that nobody gets.
    pub fn check(&self, hash: &ContentHash) -> Result<()> {
        let Some(found) = self.finding(hash) else { return Ok(()) };
        let refused = Error::forbidden(text!("quarantined", found = found.as_str()), format!("{hash} is quarantined"));
        Err(refused.with_facts(Facts { code: Some(QUARANTINED), ..Facts::default() }))
    }
}
