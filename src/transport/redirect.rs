//! The way on after a form, and the one to a better address.

use actix_web::{HttpResponse, http::header};

/// 303 (RFC 9110, section 15.4.4): the browser comes with a GET, whatever brought it here. Nobody keeps a copy.
pub fn see_other(location: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location.as_ref()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}
