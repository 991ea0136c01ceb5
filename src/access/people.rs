//! What people are called: a row for everybody who signs in.

use sqlx::PgExecutor;
use time::OffsetDateTime;

use super::store;
use crate::identity::principal::Principal;

/// Keeps what a person is called.
///
/// # Errors
/// As the database.
pub async fn remember(executor: impl PgExecutor<'_>, principal: &Principal, at: OffsetDateTime) -> sqlx::Result<()> {
    let name = principal.name.replace('\0', "\u{fffd}");
    let email = principal.email.as_ref().map(|email| email.as_str().to_owned());
    store::remember(executor, &principal.user.to_string(), &name, email.as_deref(), at).await
}
