//! A number for each request: on the answer, in the log line and on the error page, so that a person can
//! name it and an operator find it.

use std::{
    net::IpAddr,
    sync::atomic::{AtomicU64, Ordering},
};

use actix_web::{
    HttpMessage,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    web,
};
use ipnet::IpNet;

use crate::{entropy::SharedEntropy, transport::page::RequestId};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Peers whose forwarding headers are trusted (`TRUSTED_PROXIES`); none by default.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpNet>);

/// Makes the numbers: random letters for each start of the program, and a count. They name and do not protect, so
/// they need not be guessed with difficulty; that spares a call of the system for each request.
#[derive(Debug)]
pub struct RequestNumbers {
    start: String,
    count: AtomicU64,
}

impl RequestNumbers {
    pub fn new(entropy: &SharedEntropy) -> Self {
        Self { start: hex::encode(entropy.bytes::<6>()), count: AtomicU64::new(1) }
    }

    /// A number that nothing else has.
    pub fn next(&self) -> String {
        format!("{}-{:04}", self.start, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

impl TrustedProxies {
    /// Whether this peer is one of them.
    pub fn include(&self, peer: Option<IpAddr>) -> bool {
        peer.is_some_and(|peer| self.0.iter().any(|net| net.contains(&peer.to_canonical())))
    }
}

/// Gives the request its number.
pub fn assign(request: &ServiceRequest) {
    let trusted = request
        .app_data::<web::Data<TrustedProxies>>()
        .is_some_and(|proxies| proxies.include(request.peer_addr().map(|peer| peer.ip())));
    let given = request.headers().get(HEADER).filter(|_| trusted).and_then(|id| id.to_str().ok());
    let id = match given.filter(|id| is_harmless(id)) {
        Some(id) => id.to_owned(),
        None => request.app_data::<web::Data<RequestNumbers>>().map(|numbers| numbers.next()).unwrap_or_default(),
    };
    request.extensions_mut().insert(RequestId(id));
}

/// Puts the number on the answer.
pub fn tell<B>(answered: &mut ServiceResponse<B>) {
    let id = answered.request().extensions().get::<RequestId>().map(|id| HeaderValue::from_str(&id.0));
    if let Some(Ok(id)) = id {
        answered.headers_mut().insert(HEADER, id);
    }
}

/// Letters that can do no harm in a log line, a header or a page.
fn is_harmless(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}
