//! One line a request, with little about the person: no query, no e-mail address, no token. What was
//! asked for stands there as the route's pattern, so that a secret in an address cannot reach the log.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};

use crate::{
    clock::SharedClock,
    transport::{gate::AudienceName, page::RequestId},
};

/// The user's key, put on the request by whoever knows the caller.
#[derive(Debug, Clone)]
pub struct UserLabel(pub String);

/// Writes the line when the answer's head is known; the bytes of a download follow after it.
pub async fn write(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let clock = request.app_data::<web::Data<SharedClock>>().cloned();
    let started = clock.as_ref().map(|clock| clock.now());
    let answered = next.call(request).await?;
    let ms = clock.zip(started).map(|(clock, started)| (clock.now() - started).as_seconds_f64() * 1000.0);
    let request = answered.request();
    let extensions = request.extensions();
    tracing::info!(
        target: "latchkey::request",
        id = extensions.get::<RequestId>().map(|id| id.0.as_str()),
        method = %request.method(),
        route = request.match_pattern().as_deref().unwrap_or("-"),
        audience = extensions.get::<AudienceName>().map_or("-", |name| name.0),
        user = extensions.get::<UserLabel>().map_or("-", |user| user.0.as_str()),
        status = answered.status().as_u16(),
        ms = ms.map(|ms| (ms * 1000.0).round() / 1000.0),
    );
    drop(extensions);
    Ok(answered)
}
