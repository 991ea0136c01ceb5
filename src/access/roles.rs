//! The roles service: who has which role, from a five-minute cache over `user_roles` (I5).
use time::OffsetDateTime;

use crate::{
    Result,
    access::role::Role,
    identity::principal::{Email, Principal},
};

/// What the table said of a person, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// `None`: no row, a row pinned to somebody else, or a person without an e-mail address.
    pub role: Option<Role>,
    pub read_at: OffsetDateTime,
    /// When it will be read again at the latest.
    pub read_again_at: OffsetDateTime,
}

pub struct Roles {}

impl Roles {
    pub async fn of(&self, _principal: &Principal) -> Result<Standing> {
        unimplemented!("helper B")
    }
    pub async fn set(
        &self,
        _email: &Email,
        _role: Role,
        _u: bool,
        _a: Option<&str>,
        _q: &str,
    ) -> Result<()> {
        unimplemented!("helper B")
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub email: Email,
    pub role: Role,
    pub pin: Option<crate::identity::principal::UserKey>,
    pub pinned_at: Option<OffsetDateTime>,
    pub updated_at: OffsetDateTime,
}
impl Roles {
    pub async fn remove(&self, _e: &Email, _a: Option<&str>, _q: &str) -> Result<()> {
        unimplemented!()
    }
    pub async fn list(&self) -> Result<Vec<Assignment>> {
        unimplemented!()
    }
}
