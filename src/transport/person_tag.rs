//! Whose page it is, for the scripts: what an earlier person has left in this browser must not be read by the next.

use actix_web::{HttpMessage, HttpRequest};
use sha2::{Digest, Sha256};

use crate::transport::log_line::UserLabel;

/// Attached to a request that is known to be anonymous. It is missing where that could not be determined, so that a
/// database that is away for a moment does not make browsers delete their waiting uploads.
#[derive(Debug, Clone, Copy)]
pub struct Nobody;

/// A name for a person that says nothing about them: half of a SHA-256 of their key, in hexadecimal.
pub fn tag_of(user: &str) -> String {
    hex::encode(&Sha256::digest(user.as_bytes())[..16])
}

/// A page that was rendered for one person and sends requests by a script names that person: the cookie that the
/// browser sends may belong to another person by then, which the page cannot know.
const HEADER: &str = "latchkey-person";

/// Whether the request comes from a page of this person, as far as it names one.
pub fn is_of(request: &HttpRequest, user: &str) -> bool {
    request.headers().get(HEADER).is_none_or(|said| said.as_bytes() == tag_of(user).as_bytes())
}

/// The person that the response to this request is shown to: a tag; empty for nobody; `None` if unknown.
pub fn shown_to(request: &HttpRequest) -> Option<String> {
    let extensions = request.extensions();
    match extensions.get::<UserLabel>() {
        Some(UserLabel(user)) => Some(tag_of(user)),
        None => extensions.get::<Nobody>().map(|_| String::new()),
    }
}
