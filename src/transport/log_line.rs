//! One line for each request, with little about the person: no query, no e-mail address, no token. The path is logged
//! as the route's pattern, so that a secret in an address cannot reach the log.

use std::time::Duration;

use actix_web::{
    HttpMessage,
    dev::{ServiceRequest, ServiceResponse},
    web,
};
use time::OffsetDateTime;

use crate::{
    clock::SharedClock,
    transport::{gate::AudienceName, page::RequestId, routing::Pattern},
};

/// The user's key, attached to the request by the code that identifies the caller.
#[derive(Debug, Clone)]
pub struct UserLabel(pub String);

/// How they were authenticated, as the record spells it.
#[derive(Debug, Clone, Copy)]
pub struct ViaLabel(pub &'static str);

/// The time at which a request came.
pub fn now(request: &ServiceRequest) -> Option<OffsetDateTime> {
    Some(request.app_data::<web::Data<SharedClock>>()?.now())
}

/// How long the request took until now; a clock that was turned back says that it took no time.
pub fn since<B>(answered: &ServiceResponse<B>, came: Option<OffsetDateTime>) -> Option<Duration> {
    let clock = answered.request().app_data::<web::Data<SharedClock>>()?;
    Some((clock.now() - came?).try_into().unwrap_or_default())
}

/// Writes the line when the answer's head is known; the bytes of a download follow after it.
pub fn write<B>(answered: &ServiceResponse<B>, took: Option<Duration>) {
    let request = answered.request();
    let ms = took.map(|took| took.as_secs_f64() * 1000.0);
    let extensions = request.extensions();
    tracing::info!(
        target: "latchkey::request",
        id = extensions.get::<RequestId>().map(|id| id.0.as_str()),
        method = %request.method(),
        route = request.app_data::<Pattern>().map_or("-", |route| route.0),
        audience = extensions.get::<AudienceName>().map_or("-", |name| name.0),
        user = extensions.get::<UserLabel>().map_or("-", |user| user.0.as_str()),
        status = answered.status().as_u16(),
        ms = ms.map(|ms| (ms * 1000.0).round() / 1000.0),
    );
}
