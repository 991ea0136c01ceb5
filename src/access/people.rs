//! The names of people: a row for everybody who signs in.

use std::collections::HashMap;

use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use super::{store, subjects::Subject};
use crate::{
    Error, Result,
    database::Database,
    identity::{
        claims::Claims,
        principal::{Email, Principal},
    },
};

/// Keeps what a person is called.
///
/// # Errors
/// As the database.
pub async fn remember(executor: impl PgExecutor<'_>, principal: &Principal, at: OffsetDateTime) -> sqlx::Result<()> {
    let name = principal.name.replace('\0', "\u{fffd}");
    let email = principal.email.as_ref().map(|email| email.as_str().to_owned());
    store::remember(executor, &principal.user.to_string(), &name, email.as_deref(), at).await
}

/// The same, for somebody who is signing in.
///
/// # Errors
/// As the database.
pub async fn signed_in(connection: &mut PgConnection, claims: &Claims, at: OffsetDateTime) -> Result<()> {
    let (name, email) = (claims.name.replace('\0', "\u{fffd}"), claims.email.as_ref().map(Email::as_str));
    store::remember(connection, &claims.user.to_string(), &name, email, at).await.map_err(Error::from)
}

/// The subject for an e-mail address: the one person who signs in with it, else the first who will.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn subject_at(database: &Database, email: &Email) -> Result<Subject> {
    let found = subjects_at(database, std::slice::from_ref(email)).await?.remove(email);
    Ok(found.unwrap_or_else(|| Subject::Address(email.clone())))
}

/// The same for many.
///
/// # Errors
/// As [`subject_at`].
pub async fn subjects_at(database: &Database, emails: &[Email]) -> Result<HashMap<Email, Subject>> {
    if emails.is_empty() {
        return Ok(HashMap::new());
    }
    let spelled: Vec<String> = emails.iter().map(ToString::to_string).collect();
    let known = database.look_up(|| store::people_at(database.pool(), &spelled)).await?;
    let of = |email: &Email| {
        let mut keys = known.iter().filter(|person| person.email == email.as_str());
        match (keys.next(), keys.next()) {
            (Some(person), None) => Subject::parse(&format!("person:{}", person.user_key)),
            _ => None,
        }
    };
    let subject = |email: &Email| of(email).unwrap_or_else(|| Subject::Address(email.clone()));
    Ok(emails.iter().map(|email| (email.clone(), subject(email))).collect())
}
