//! The headers that every answer carries. An answer that brings a header of its own keeps it: downloads
//! have a stricter policy than pages.

use actix_web::{
    dev::ServiceResponse,
    http::header::{self, HeaderName, HeaderValue},
    web,
};

use crate::transport::page::{Nonce, has_secret};

/// What the headers depend on.
#[derive(Debug, Clone)]
pub struct HeaderPolicy {
    /// Over https: HSTS.
    pub https: bool,
    /// Another origin that a form may lead to: the provider's, because signing out continues there (`form-action`
    /// covers the redirect after a POST).
    pub sign_in_origin: Option<String>,
}

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Responses that are not pages display nothing and cannot be framed, if a browser navigates to them.
const NO_PAGE: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

/// A year, as ASVS 5.0, 3.4.1 asks.
const STRICT_TRANSPORT: &str = "max-age=31536000; includeSubDomains";

impl HeaderPolicy {
    /// The policy of pages: only our own content, scripts and styles only with this response's nonce.
    fn content_security(&self, nonce: &str) -> String {
        let provider = self.sign_in_origin.as_ref().map(|origin| format!(" {origin}")).unwrap_or_default();
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; \
             font-src 'self'; media-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'{provider}; base-uri 'none'; frame-ancestors 'none'"
        )
    }
}

/// The lines of an answer that is no page and never came to us (`transport/connection/parser_answers.rs`).
pub fn of_no_page(policy: &HeaderPolicy) -> String {
    let transport = policy.https.then_some((header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT));
    let content_security = NO_PAGE;
    let lines = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (RESOURCE_POLICY, "same-origin"),
        (OPENER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, content_security.to_str().unwrap_or_default()),
    ];
    let lines: Vec<_> =
        lines.into_iter().chain(transport).map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    lines.concat()
}

/// Adds them.
pub fn add<B>(answered: &mut ServiceResponse<B>) {
    let policy = answered.request().app_data::<web::Data<HeaderPolicy>>().cloned();
    let is_secret = has_secret(answered.request().path());
    let is_link = answered.request().path().starts_with("/l/");
    let is_page =
        answered.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // A nonce is drawn for pages only: it takes a call of the system.
    let content_security = match &policy {
        Some(policy) if is_page && !answered.headers().contains_key(header::CONTENT_SECURITY_POLICY) => {
            HeaderValue::from_str(&policy.content_security(&Nonce::of(answered.request()).0)).unwrap_or(NO_PAGE)
        }
        _ => NO_PAGE,
    };
    let headers = answered.headers_mut();
    let mut default = |name: HeaderName, value: HeaderValue| {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    };
    let known = HeaderValue::from_static;
    default(header::X_CONTENT_TYPE_OPTIONS, known("nosniff"));
    // `no-referrer` would turn the Origin of our own forms into `null`.
    default(header::REFERRER_POLICY, known(if is_secret { "no-referrer" } else { "same-origin" }));
    if is_link {
        default(ROBOTS, known("noindex, nofollow"));
    }
    default(RESOURCE_POLICY, known("same-origin"));
    default(OPENER_POLICY, known("same-origin"));
    default(header::CACHE_CONTROL, known("no-store"));
    if policy.as_ref().is_some_and(|policy| policy.https) {
        default(header::STRICT_TRANSPORT_SECURITY, known(STRICT_TRANSPORT));
    }
    default(header::CONTENT_SECURITY_POLICY, content_security);
}
