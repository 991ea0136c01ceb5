//! People who started work that the program finishes without them: whether they may still do it depends on their role
//! at that time, not on the earlier one.

use crate::{
    Result,
    access::{
        ladder::{Editor, editor_in_absence},
        roles::Roles,
    },
    identity::principal::{Email, Principal},
};

/// Somebody as they were known when they were here last.
#[derive(Debug, Clone)]
pub struct Absent {
    /// The user key.
    pub key: String,
    pub name: String,
    pub email: Option<String>,
}

impl Absent {
    /// The proof that they may change documents now; `None`: they may not, or the key is of no person. `work` is what the
    /// record calls it.
    ///
    /// # Errors
    /// `Unavailable` when the role cannot be looked up.
    pub async fn editor(self, roles: &Roles, work: &str) -> Result<Option<Editor>> {
        let Some(principal) = self.principal() else { return Ok(None) };
        editor_in_absence(roles, principal, work).await
    }

    fn principal(self) -> Option<Principal> {
        Principal::absent(&self.key, self.name, self.email.as_deref().and_then(Email::parse))
    }
}
