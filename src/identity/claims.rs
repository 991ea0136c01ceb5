//! What the provider says of a person, in the house's own terms: read from an ID token by `provider/`, carried by
//! a session from then on.

use crate::identity::principal::{Email, UserKey};

/// A person, as the provider vouches for them.
#[derive(Debug, Clone)]
pub struct Claims {
    pub user: UserKey,
    pub email: Option<Email>,
    pub name: String,
    pub app_roles: Vec<String>,
    /// The object ids of the directory's groups that they are in, as far as the token lists them.
    pub groups: Vec<String>,
    /// They are in more groups than a token holds (Microsoft, "ID token claims reference": groups overage claim).
    pub has_more_groups: bool,
    /// The provider's own session, for its front-channel logout.
    pub sid: Option<String>,
    /// Spares the account picker at sign-out (Microsoft, "OpenID Connect": `logout_hint`; an optional claim of Entra).
    pub login_hint: Option<String>,
}
