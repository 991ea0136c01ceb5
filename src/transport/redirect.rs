//! The way on after a form, and the one to a better address.

use actix_web::{HttpResponse, http::header};

/// 303 (RFC 9110, section 15.4.4): the browser follows with a GET, whatever the method was. Not cached.
pub fn see_other(location: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location.as_ref()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}
