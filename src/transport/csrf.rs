//! Proof that a change was asked for by a page of this site, not by somebody else's page in the same
//! browser. Browsers say where a request comes from: `Sec-Fetch-Site` first, `Origin` where that is
//! missing. A client that sends neither is believed if no browser could have sent its request from another site without
//! asking us first, and else brings the token that stands in each of our forms.

use std::{future::ready, sync::Arc};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{
        Method,
        header::{self, HeaderMap, HeaderName},
    },
    web::{self, Bytes},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::stream;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{Error, Result, settings::PublicUrl, transport::gate::Argument};

/// The name of the hidden field of every form, and (with `X-`) of the header for programs.
pub const FIELD: &str = "csrf_token";
const HEADER: &str = "x-csrf-token";
/// The most that is read of a form in search of the token; the same limit as the framework has for forms.
const FORM_LIMIT: usize = 16 * 1024;

/// The request comes from a page of this site. Only the gate makes one.
#[derive(Debug)]
pub struct SameOrigin {
    _only_the_gate_makes_one: (),
}

/// Makes and checks the tokens that stand in forms. A token is bound to the session that it was made for.
#[derive(Clone)]
pub struct FormTokens {
    key: Arc<[u8; 32]>,
}

/// Which session the forms of this request belong to; put on the request by whoever knows the caller.
#[derive(Debug, Clone)]
pub struct FormBinding(pub String);

impl FormTokens {
    /// `key`: used for nothing else.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key: Arc::new(key) }
    }

    fn mac(&self, binding: &str) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&*self.key).expect("HMAC takes a key of any length (RFC 2104, section 2)");
        mac.update(binding.as_bytes());
        mac
    }

    /// The token for the forms of this request; empty where nobody is signed in.
    pub fn token(&self, request: &HttpRequest) -> String {
        match request.extensions().get::<FormBinding>() {
            Some(FormBinding(binding)) => BASE64_URL_SAFE_NO_PAD.encode(self.mac(binding).finalize().into_bytes()),
            None => String::new(),
        }
    }

    fn proves(&self, request: &HttpRequest, token: &str) -> bool {
        let extensions = request.extensions();
        let Some(FormBinding(binding)) = extensions.get::<FormBinding>() else { return false };
        BASE64_URL_SAFE_NO_PAD.decode(token).is_ok_and(|token| self.mac(binding).verify_slice(&token).is_ok())
    }
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

/// Whether only a program can have sent this, so that it needs no token. Two reasons, of which one is enough:
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
/// `Content-Length: 0`; for both the token is asked.
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

/// Not a `FromRequest`: that one cannot give the body back after looking at it.
impl Argument for SameOrigin {
    async fn take(request: &HttpRequest, payload: &mut Payload) -> Result<Self> {
        let proven = Ok(Self { _only_the_gate_makes_one: () });
        let own =
            request.app_data::<web::Data<PublicUrl>>().ok_or_else(|| Error::internal("the public URL is not wired"))?;
        let tokens =
            request.app_data::<web::Data<FormTokens>>().ok_or_else(|| Error::internal("form tokens are not wired"))?;
        match browsers_word(request.headers(), own) {
            Word::Ours => return proven,
            Word::Foreign => return Err(refused("a page of another site asked for a change")),
            Word::Silent if no_page_sends(request) => return proven,
            Word::Silent => {}
        }
        if let Some(token) = request.headers().get(HEADER) {
            return match token.to_str() {
                Ok(token) if tokens.proves(request, token) => proven,
                _ => Err(refused("wrong form token in the header")),
            };
        }
        let body = Bytes::from_request(request, payload).await.map_err(|error| Error::from_framework(&error))?;
        if body.len() > FORM_LIMIT {
            return Err(refused("a form without origin is too large to search for its token"));
        }
        let found =
            url::form_urlencoded::parse(&body).any(|(name, value)| name == FIELD && tokens.proves(request, &value));
        *payload = Payload::Stream { payload: Box::pin(stream::once(ready(Ok(body)))) };
        if found { proven } else { Err(refused("neither origin nor form token")) }
    }
}

fn refused(log: &str) -> Error {
    Error::forbidden(text!("request-not-from-here"), log)
}
