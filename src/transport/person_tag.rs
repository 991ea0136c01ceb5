//! Whose page it is, for the scripts: what an earlier person has left in this browser must not be read by the next.

use actix_web::{HttpMessage, HttpRequest};
use sha2::{Digest, Sha256};

use crate::transport::log_line::UserLabel;

/// Put on a request that is known to come from nobody. It is missing where that could not be found out, so that a
/// database that is away for a moment costs nobody what waits in their browser.
#[derive(Debug, Clone, Copy)]
pub struct Nobody;

/// A name for a person that says nothing about them: half of a SHA-256 of their key, in hexadecimal.
pub fn tag_of(user: &str) -> String {
    hex::encode(&Sha256::digest(user.as_bytes())[..16])
}

/// A page that was made for one person and sends requests by a script says so: the cookie that a browser sends along
/// may be another person's by then, of whom the page has not heard.
const HEADER: &str = "latchkey-person";

/// Whether the request comes from a page of this person, as far as it says whose page it comes from.
pub fn is_of(request: &HttpRequest, user: &str) -> bool {
    request.headers().get(HEADER).is_none_or(|said| said.as_bytes() == tag_of(user).as_bytes())
}

/// Who is shown the answer to this request: a tag; empty for nobody; `None` where it is not known.
pub fn shown_to(request: &HttpRequest) -> Option<String> {
    let extensions = request.extensions();
    match extensions.get::<UserLabel>() {
        Some(UserLabel(user)) => Some(tag_of(user)),
        None => extensions.get::<Nobody>().map(|_| String::new()),
    }
}
