//! Read your writes, with several copies of the program behind one address: a copy is notified of a change some
//! milliseconds after it was made in another one, and a browser may be quicker. So each change sets a cookie for a
//! few seconds, with which a copy asks the database instead of its memory.

use actix_web::{
    HttpMessage, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::ServiceResponse,
    web,
};

use crate::{
    settings::PublicUrl,
    transport::{cookies, page::Visitor},
};

const COOKIE: &str = "latchkey_changed";

/// Far longer than a notice takes. Where notices do not arrive at all, memory is not used anyway.
const LASTS: Duration = Duration::seconds(5);

/// Whether this browser has just changed something.
pub fn has(request: &HttpRequest) -> bool {
    cookies::values(request, COOKIE).next().is_some()
}

/// Has the browser forget it: with the person it is over.
pub fn forget(request: &HttpRequest) {
    let mut cookie = Cookie::build(COOKIE, "").path("/").finish();
    cookie.make_removal();
    cookies::set(request, cookie);
}

/// Sets the cookie, if this response was a change by somebody who is signed in.
pub fn note<B>(answered: &ServiceResponse<B>) {
    let request = answered.request();
    if request.method().is_safe() || answered.status().as_u16() >= 400 || !request.extensions().contains::<Visitor>() {
        return;
    }
    if cookies::is_set(request, COOKIE) {
        return;
    }
    let https = request.app_data::<web::Data<PublicUrl>>().is_some_and(|url| url.is_https());
    let cookie = Cookie::build(COOKIE, "1").path("/").max_age(LASTS).same_site(SameSite::Lax);
    cookies::set(request, cookie.http_only(true).secure(https).finish());
}
