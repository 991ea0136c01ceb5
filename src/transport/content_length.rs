//! How long the body of a request is, where that is declared (`Content-Length`, RFC 9110, section 8.6).

use actix_web::{HttpRequest, http::header};

/// In bytes.
pub fn declared(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
