//! What goes around every request, from top to bottom: this one layer is all there is between the socket and
//! the gate. Whatever a step refuses is an answer like any other, so it is numbered, dressed and logged too.

use actix_web::{
    Error,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
};

use crate::transport::{cookies, headers, host, log_line, refusal, request_id};

pub async fn wrap(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse, Error> {
    request_id::assign(&request);
    let came = log_line::now(&request);
    let is_chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let answered = match host::check(&request) {
        Ok(()) => next.call(request).await?,
        Err(refused) => request.error_response(refused),
    };
    if is_chunked {
        // Somebody may have stopped reading the body before its end. The server skips the rest, but it sees that only
        // when it looks once more before it has the answer (actix-http 3.20, `h1/dispatcher.rs`); else the connection,
        // and the next request on it, would stand still for ever.
        tokio::task::yield_now().await;
    }
    let mut answered = refusal::dress(answered);
    headers::add(&mut answered);
    cookies::hand_out(&mut answered);
    request_id::tell(&mut answered);
    log_line::write(&answered, came);
    Ok(answered)
}
