//! Cookies, in and out. Whoever wants to set one queues it on the request; it then leaves with
//! whatever answer is given, an error page included.

use actix_web::{HttpMessage, HttpRequest, cookie::Cookie, dev::ServiceResponse, http::header};

#[derive(Default)]
struct Queue(Vec<Cookie<'static>>);

/// Lets `cookie` leave with the answer; a later one of the same name takes the place of an earlier one.
pub fn set(request: &HttpRequest, cookie: Cookie<'static>) {
    let mut extensions = request.extensions_mut();
    if !extensions.contains::<Queue>() {
        extensions.insert(Queue::default());
    }
    if let Some(Queue(queue)) = extensions.get_mut() {
        queue.retain(|queued| queued.name() != cookie.name());
        queue.push(cookie);
    }
}

/// Whether a cookie of this name will be set with the response.
pub fn is_set(request: &HttpRequest, name: &str) -> bool {
    request.extensions().get::<Queue>().is_some_and(|Queue(queue)| queue.iter().any(|cookie| cookie.name() == name))
}

/// Every name and value in the request, in order. What is not a pair, or not text, is skipped: the framework's own
/// parser rejects the whole header because of one malformed cookie of another application.
pub fn pairs(request: &HttpRequest) -> impl Iterator<Item = (&str, &str)> {
    request
        .headers()
        .get_all(header::COOKIE)
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='))
}

/// The values of every cookie of that exact name; two of them are a sign of tossing from a sub-domain.
pub fn values<'a>(request: &'a HttpRequest, name: &'a str) -> impl Iterator<Item = &'a str> {
    pairs(request).filter(move |(found, _)| *found == name).map(|(_, value)| value)
}

/// Lets the queue leave.
pub fn hand_out<B>(answered: &mut ServiceResponse<B>) {
    let Some(Queue(queue)) = answered.request().extensions_mut().remove::<Queue>() else { return };
    for cookie in &queue {
        if let Ok(value) = header::HeaderValue::from_str(&cookie.to_string()) {
            answered.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}
