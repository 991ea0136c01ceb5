//! The company's provider, as far as the program is put together with it.

use std::sync::Arc;

use actix_web::web::Data;

use super::Outside;
use crate::{
    Result,
    identity::provider::{Provider, ReqwestClient},
    settings::{OidcSettings, SignInMode},
};

/// The provider is asked for its keys in the background: the start neither waits for it nor fails with it.
pub fn reach(settings: &OidcSettings, outside: &Outside) -> Result<Data<Provider>> {
    let Outside { clock, entropy } = outside.clone();
    let provider = Data::new(Provider::new(settings.clone(), Arc::new(ReqwestClient::new()?), clock, entropy)?);
    let early = provider.clone();
    actix_web::rt::spawn(async move { early.ready().await });
    Ok(provider)
}

/// Where pages may send a browser to sign in.
pub fn sign_in_origin(mode: &SignInMode) -> Option<String> {
    let SignInMode::Oidc(oidc) = mode else { return None };
    Some(url::Url::parse(&oidc.issuer).ok()?.origin().ascii_serialization())
}
