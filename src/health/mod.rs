//! Is the program alive, and can it serve? Open to everyone, so both answers say little. What says more is in [`metrics`].

pub mod metrics;

use std::sync::Arc;

use actix_web::{HttpResponse, http::header, web};
use serde::Serialize;

use crate::{
    Result,
    database::Database,
    identity::provider::Provider,
    settings::SignInMode,
    transport::{gate::Anyone, stopping::Stopping},
};

/// How visitors authenticate, in a word; an open site says so wherever it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInWord {
    Required,
    DevMode,
    TestMode,
    OpenToEveryone,
}

impl From<&SignInMode> for SignInWord {
    fn from(mode: &SignInMode) -> Self {
        match mode {
            SignInMode::Oidc(_) => Self::Required,
            SignInMode::Dev => Self::DevMode,
            SignInMode::Test => Self::TestMode,
            SignInMode::Open => Self::OpenToEveryone,
        }
    }
}

#[derive(Serialize)]
struct Live {
    status: &'static str,
    sign_in: SignInWord,
}

/// `GET /health`: the process answers.
pub async fn live(_: Anyone, sign_in: web::Data<SignInWord>) -> HttpResponse {
    answer(HttpResponse::Ok(), &Live { status: "ok", sign_in: *sign_in.get_ref() })
}

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a member of the answer
struct Readiness {
    ready: bool,
    /// The program is shutting down.
    stopping: bool,
    database: bool,
    /// The store, at the last check.
    store: bool,
    /// Whether the provider's keys are here; `null` where there is no sign-in.
    sign_in_keys: Option<bool>,
    /// This machine's clock agrees with the database's. If not, the site serves, but deletes nothing by age.
    clocks_agree: bool,
}

/// Whether the store was there at the last check; the request does not wait for a new one.
#[derive(Clone)]
pub struct StoreHealth(pub Arc<dyn Fn() -> bool + Send + Sync>);

/// `GET /health/ready`: the database and the store answer, the provider's keys are here and the program is not about to end; else 503.
pub async fn ready(
    _: Anyone,
    database: web::Data<Database>,
    provider: Option<web::Data<Provider>>,
    store: web::Data<StoreHealth>,
    stopping: web::Data<Stopping>,
) -> Result<HttpResponse> {
    let stopping = stopping.is_on();
    let (clocks_agree, database) = (database.clocks_agree(), database.ready().await);
    let sign_in_keys = match &provider {
        Some(provider) => Some(provider.ready().await),
        None => None,
    };
    let store = (store.0)();
    let ready = database && store && sign_in_keys != Some(false) && !stopping;
    let status = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    Ok(answer(status, &Readiness { ready, stopping, database, store, sign_in_keys, clocks_agree }))
}

fn answer(mut status: actix_web::HttpResponseBuilder, body: &impl Serialize) -> HttpResponse {
    status.insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}
