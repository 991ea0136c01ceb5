//! Proof that a change was requested by a page of this site, not by another site's page in the same browser. Browsers
//! say where a request comes from: `Sec-Fetch-Site` first, `Origin` where that is missing (every browser since 2020
//! sends one of them with a change). A client that sends neither is accepted if no browser could have sent its
//! request from another site without asking us first.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        Method,
        header::{self, HeaderMap, HeaderName},
    },
    web,
};

use crate::{Error, Result, settings::PublicUrl};

/// The request comes from a page of this site.
#[derive(Debug)]
pub struct SameOrigin {
    _only_the_check_makes_one: (),
}

/// What the browser says of where the request comes from.
#[derive(Debug, PartialEq, Eq)]
enum Word {
    Ours,
    Foreign,
    Silent,
}

fn browsers_word(headers: &HeaderMap, own: &PublicUrl) -> Word {
    if let Some(site) = headers.get("sec-fetch-site") {
        return if site == "same-origin" { Word::Ours } else { Word::Foreign };
    }
    match headers.get(header::ORIGIN) {
        Some(origin) if origin.as_bytes() == own.origin().as_bytes() => Word::Ours,
        Some(_) => Word::Foreign, // `null` among them
        None => Word::Silent,
    }
}

/// Whether only a program can have sent this. There are two reasons, and one is enough:
///
/// 1. Before another site's script sends such a request, its browser asks (a CORS preflight), and nobody here says yes: a
///    method other than GET, HEAD and POST (Fetch standard, "CORS-safelisted method"; SameOrigin is asked for changes only,
///    so GET and HEAD do not come here), a content type that forms do not have, or a header that scripts may not
///    set without asking ("CORS-safelisted request-header").
/// 2. No browser sends it at all: a POST that says nothing of its body, as `curl -X POST` does. A form names its content
///    type even when it is empty (HTML, "submit as entity body"), and a script's POST without a body says
///    `Content-Length: 0` (Fetch, "HTTP-network-or-cache fetch"). A page cannot take that header away ("forbidden
///    request-header"). `tests/browser/foreign_page.test.mjs` asks Chromium. Were a proxy to drop that header, today's
///    browsers still name their origin, and the session's cookie is `SameSite=Lax`.
///
/// What an old browser may send from elsewhere without `Sec-Fetch-Site` and `Origin` is therefore a form, or a POST with
/// `Content-Length: 0`; both are refused.
fn no_page_sends(request: &HttpRequest) -> bool {
    const OF_FORMS: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    const OF_BODIES: [HeaderName; 3] = [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
    let headers = request.headers();
    let content_type = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let essence = content_type.map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    request.method() != Method::POST
        || essence.is_some_and(|essence| essence.contains('/') && !OF_FORMS.contains(&essence.as_str()))
        || headers.contains_key("tus-resumable")
        || !OF_BODIES.iter().any(|name| headers.contains_key(name))
}

impl SameOrigin {
    fn of(request: &HttpRequest) -> Result<Self> {
        let own =
            request.app_data::<web::Data<PublicUrl>>().ok_or_else(|| Error::internal("the public URL is not wired"))?;
        match browsers_word(request.headers(), own) {
            Word::Foreign => Err(refused("a page of another site asked for a change")),
            Word::Silent if !no_page_sends(request) => Err(refused("a form, and no word of where it comes from")),
            Word::Ours | Word::Silent => Ok(Self { _only_the_check_makes_one: () }),
        }
    }
}

impl FromRequest for SameOrigin {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

fn refused(log: &str) -> Error {
    Error::forbidden(text!("request-not-from-here"), log)
}
