//! DEV_MODE and TEST_MODE trust every client, so nobody else may reach the site. A tunnel or a proxy on the same
//! machine connects from a loopback address and may send any host name; it is recognised by its forwarding headers.

use actix_web::{dev::ServiceRequest, http::header::HeaderName, web};

use crate::{
    Error, Result,
    settings::{Settings, SignInMode},
};

/// Whether only this machine is answered.
#[derive(Debug, Clone, Copy)]
pub struct OwnMachine(pub bool);

impl OwnMachine {
    /// A test may use a proxy that it names.
    pub fn of(settings: &Settings) -> Self {
        Self(match settings.sign_in {
            SignInMode::Dev => true,
            SignInMode::Test => settings.server.trusted_proxies.is_empty(),
            SignInMode::Oidc(_) | SignInMode::Open => false,
        })
    }
}

/// RFC 7239; RFC 9110, section 7.6.3; and common practice.
const SINGLE: [&str; 6] = ["forwarded", "via", "x-real-ip", "x-original-host", "x-client-ip", "cf-connecting-ip"];
const FAMILY: &str = "x-forwarded-";

/// # Errors
/// `Forbidden` for forwarded requests, in the modes that trust every client.
pub fn check(request: &ServiceRequest) -> Result<()> {
    if !request.app_data::<web::Data<OwnMachine>>().is_some_and(|own| own.0) {
        return Ok(());
    }
    let mut names = request.headers().keys().map(HeaderName::as_str);
    match names.find(|name| SINGLE.contains(name) || name.starts_with(FAMILY)) {
        Some(name) => Err(Error::forbidden(
            text!("error-own-machine"),
            format!("a mode without sign-in takes nothing that is forwarded, and the request has {name}"),
        )),
        None => Ok(()),
    }
}
