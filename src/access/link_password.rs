//! Passwords of links: Argon2id (RFC 9106) with 19 MiB and two passes, as OWASP's "Password Storage Cheat Sheet"
//! recommends. That is expensive on purpose, so few are computed at the same time, and attempts are limited.

use actix_web::HttpRequest;
use argon2::{
    Argon2, PasswordHash,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::{link_holder::LinkHolder, links::Links};
use crate::{
    Error, Result,
    entropy::SharedEntropy,
    transport::share::{Costly, LinkPassword, LinkTries, whose},
};

/// The shortest password that a link may have, in characters.
pub const SHORTEST: usize = 8;
/// The longest, in bytes: it has to fit into the form that unauthenticated clients may send.
pub const LONGEST: usize = 200;

/// So many at once: each takes 19 MiB and a processor.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What is kept of a password: a PHC string.
///
/// # Errors
/// `Internal` when it cannot be worked out.
pub async fn hash(password: SecretString, entropy: &SharedEntropy) -> Result<String> {
    let salt = entropy.bytes::<16>();
    limited(move || {
        let hash = Argon2::default().hash_password_with_salt(password.expose_secret().as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| Error::internal(format!("hashing a password: {error}")))
    })
    .await
}

/// Whether this is the password of the link. A wrong one is recorded.
///
/// # Errors
/// `TooMany` after too many attempts for this link, from this client or from all.
pub async fn is_right(
    holder: &LinkHolder,
    request: &HttpRequest,
    links: &Links,
    password: SecretString,
) -> Result<bool> {
    let link = holder.link();
    let Some(kept) = link.password.clone() else { return Ok(true) };
    let from = whose(request).unwrap_or_default();
    let _all = links.tries.take(&LinkTries::POLICY, Some(&link.id.to_string())).await?;
    let _own = links.tries.take(&LinkPassword::POLICY, Some(&format!("{} {from}", link.id))).await?;
    let is_right = password.expose_secret().len() <= LONGEST
        && limited(move || {
            let kept = PasswordHash::new(&kept).map_err(|error| Error::internal(format!("a kept hash: {error}")))?;
            Ok(Argon2::default().verify_password(password.expose_secret().as_bytes(), &kept).is_ok())
        })
        .await?;
    if !is_right {
        links.refused(link, &holder.actor()).await?;
    }
    Ok(is_right)
}

async fn limited<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = AT_ONCE.acquire().await.map_err(Error::internal)?;
    spawn_blocking(work).await.map_err(|error| Error::internal(format!("working out a password: {error}")))?
}
