//! Two failing sign-ins, for the lab of DEV_MODE: the pages that people would see, made from what the provider would
//! send.

use actix_web::{HttpRequest, HttpResponse};

use super::{explain::explain, failure::Failure, sentences::busy};
use crate::{
    identity::provider::Refusal,
    transport::{gate::Anyone, local_path::LocalPath},
};

/// As Entra says it (Microsoft, "Error AADSTS50105"), with the numbers that it adds.
const NOT_ASSIGNED: &str = "AADSTS50105: Your administrator has configured the application to block users unless they are \
    specifically granted ('assigned') access to the application. Trace ID: 5f3b1c52-0000-4000-8000-00000000a001 \
    Correlation ID: 5f3b1c52-0000-4000-8000-00000000a002 Timestamp: 2026-11-29 09:00:00Z";

/// `GET /dev/not-assigned`: the person is not assigned to the application.
pub async fn not_assigned(_: Anyone, request: HttpRequest) -> HttpResponse {
    let refusal = Refusal::from_callback("access_denied", NOT_ASSIGNED, None);
    Failure::new(explain(&refusal), &lab()).of(&refusal).answer(&request)
}

/// `GET /dev/provider-down`: the provider does not answer.
pub async fn provider_down(_: Anyone, request: HttpRequest) -> HttpResponse {
    Failure::new(busy(), &lab()).answer(&request)
}

/// "Try again" leads back.
fn lab() -> LocalPath {
    LocalPath::parse("/dev").unwrap_or_else(LocalPath::home)
}
