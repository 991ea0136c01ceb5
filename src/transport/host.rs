//! Requests for another host name are refused: 421 (RFC 9110, section 7.4). Addresses in responses never come from
//! the request either, so a forged `Host` has nothing to poison.

use actix_web::{
    dev::ServiceRequest,
    http::{header, uri::Authority},
    web,
};

use crate::{
    Error, Result,
    settings::{Environment, PublicUrl, ServerSettings},
    transport::refusal::METRICS,
};

/// The names under which this site answers.
#[derive(Debug, Clone)]
pub struct KnownHosts {
    public: String,
    /// In development the machine's own names will do too, with any port.
    local_too: bool,
    default_port: &'static str,
}

impl KnownHosts {
    pub fn new(settings: &ServerSettings) -> Self {
        let public_url: &PublicUrl = &settings.public_url;
        Self {
            public: public_url.authority().to_ascii_lowercase(),
            local_too: matches!(settings.environment, Environment::Development | Environment::Test),
            default_port: if public_url.is_https() { ":443" } else { ":80" },
        }
    }

    fn knows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix(self.default_port).unwrap_or(&host);
        host == self.public || (self.local_too && is_local(host))
    }
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// Whether the request is for this site. Health checks and metrics are exempt: probes and Prometheus use the address of each
/// copy, and the answer does not depend on the name.
pub fn check(request: &ServiceRequest) -> Result<()> {
    let known = request.app_data::<web::Data<KnownHosts>>().is_some_and(|hosts| {
        let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let in_target = request.uri().authority().map(Authority::as_str);
        named.is_some_and(|host| hosts.knows(host)) && in_target.is_none_or(|host| hosts.knows(host))
    });
    if known || request.path().starts_with("/health") || request.path() == METRICS {
        return Ok(());
    }
    Err(Error::misdirected("the Host header names another site"))
}
