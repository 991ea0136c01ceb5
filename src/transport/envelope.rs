//! What goes around every request, from top to bottom: this one layer is all there is between the socket and the
//! gate. A refusal by a step is an answer like any other, so it gets an id, headers and a log line too.

use std::{rc::Rc, time::Duration};

use actix_web::{
    Error as FrameworkError,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    http::ConnectionType,
    middleware::Next,
    web::Data,
};
use tokio::time::Instant;

use crate::{
    Error, Result,
    metrics::RouteMeter,
    settings::Patience,
    transport::{
        client::Client,
        connection::{Connections, Exchange, Place, With, watch},
        cookies, flash, headers, host, log_line, own_machine, read_your_writes, refusal, refused, request_id,
        stopping::Stopping,
    },
};

pub async fn wrap(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> std::result::Result<ServiceResponse, FrameworkError> {
    let exchange = request.conn_data::<Rc<Exchange>>().cloned();
    let under_way = exchange.as_ref().map(Exchange::begin);
    request_id::assign(&request);
    let came = log_line::now(&request);
    let chunks_ended = watch(&mut request);
    let checked = host::check(&request).and_then(|()| own_machine::check(&request));
    let checked = checked.and_then(|()| place_behind_proxy(&request));
    flash::take_in(&mut request);
    let (answered, place) = match checked {
        Ok(place) => (next.call(request).await?, place),
        Err(refused) => (request.error_response(refused), None),
    };
    if let (Some(ended), Some(exchange)) = (chunks_ended, exchange)
        && !ended.get()
    {
        let patience = answered.request().app_data::<Data<Patience>>().map_or(Duration::ZERO, |patience| patience.rest);
        exchange.skip_rest(Instant::now() + patience);
        // The server skips the rest, but it notices that only if it looks again before it has the response
        // (actix-http 3.20, `h1/dispatcher.rs`); otherwise the connection, and the next request on it, would hang.
        tokio::task::yield_now().await;
    }
    let mut answered = refusal::dress(answered);
    headers::add(&mut answered);
    read_your_writes::note(&answered);
    flash::hand_out(&mut answered);
    cookies::hand_out(&mut answered);
    request_id::tell(&mut answered);
    if is_last(&answered) {
        answered.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let took = log_line::since(&answered, came);
    if let Some(meter) = answered.request().app_data::<RouteMeter>() {
        meter.count(answered.request().method(), answered.status(), took.unwrap_or_default());
    }
    log_line::write(&answered, took);
    refused::note(&answered);
    Ok(answered.map_body(|_, body| With::boxed(body, (under_way, place))))
}

/// A forwarded request counts as a connection of its client's address.
fn place_behind_proxy(request: &ServiceRequest) -> Result<Option<Place>> {
    let (Client::Forwarded(address), Some(connections)) =
        (Client::of(request.request()), request.app_data::<Data<Connections>>())
    else {
        return Ok(None);
    };
    let place = connections.admit(address);
    place.map(Some).ok_or_else(|| Error::too_many(5, "as many requests at once as one address may"))
}

/// Whether the connection ends with this answer: the program is about to end, or others need the room.
fn is_last(answered: &ServiceResponse) -> bool {
    let request = answered.request();
    request.app_data::<Data<Stopping>>().is_some_and(|stopping| stopping.is_on())
        || request.app_data::<Data<Connections>>().is_some_and(|connections| connections.are_scarce())
}
