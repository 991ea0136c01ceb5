//! What may start a sign-in: a person who opens a page, and nothing else. A browser that prefetches, an image, a
//! frame or a script would start attempts that nobody finishes, or use up a code that the person still needs (Fetch
//! Metadata; `Sec-Purpose`, and the older `Purpose` and `X-Moz`).

use actix_web::{HttpRequest, HttpResponse};

use crate::{Error, Result};

/// `Ok(None)`: continue. `Ok(Some(_))`: answer this, and do nothing else.
pub fn only_by_a_person(request: &HttpRequest) -> Result<Option<HttpResponse>> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let ahead = ["sec-purpose", "purpose", "x-moz", "x-purpose"].into_iter().filter_map(header);
    if ahead.map(str::to_ascii_lowercase).any(|purpose| purpose.contains("prefetch") || purpose.contains("preview")) {
        return Ok(Some(HttpResponse::ServiceUnavailable().insert_header(("Cache-Control", "no-store")).finish()));
    }
    let by_hand = header("sec-fetch-mode").is_none_or(|mode| mode == "navigate")
        && header("sec-fetch-dest").is_none_or(|dest| dest == "document");
    if !by_hand {
        return Err(Error::forbidden(
            text!("sign-in-by-hand"),
            "a sign-in page was fetched by something other than a navigation",
        ));
    }
    Ok(None)
}
