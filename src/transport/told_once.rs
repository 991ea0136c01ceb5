//! What was just done is said once, on the page after it: not in its address, which people keep and send on, and which a
//! reload would say again. Handlers write it behind their redirect (`?done=deleted`); on its way out it goes into a cookie
//! that lasts a minute, and comes back into the query of the very next page at that path, for the handler there.

use actix_web::{
    HttpMessage, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use sha2::{Digest, Sha256};

use crate::{
    settings::PublicUrl,
    transport::{cookies, refusal},
};

/// The cookie.
pub const COOKIE: &str = "latchkey_told";

const LASTS: Duration = Duration::minutes(1);

/// What belongs to a notice. No other query has the first two.
const PARTS: [&str; 6] = ["done", "undo", "added", "removed", "kept", "taken"];

/// The cookie was read with this request, so it is over.
struct Read;

/// The address without what it says, and the cookie that says it; `None`: it says nothing.
pub fn part(location: &str) -> Option<(String, String)> {
    let (address, fragment) = location.split_once('#').map_or((location, None), |(rest, at)| (rest, Some(at)));
    let (path, query) = address.split_once('?')?;
    let is_told = |pair: &&str| PARTS.contains(&pair.split('=').next().unwrap_or_default());
    let (told, rest): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_told);
    if !path.starts_with('/') || !told.iter().any(|pair| pair.starts_with("done=") || pair.starts_with("kept=")) {
        return None;
    }
    let mut clean = path.to_owned();
    for (mark, text) in [('?', Some(rest.join("&"))), ('#', fragment.map(str::to_owned))] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            clean.push(mark);
            clean.push_str(&text);
        }
    }
    Some((clean, format!("{}.{}", mark_of(path), told.join("&"))))
}

/// Of a path, so that another tab does not say it.
fn mark_of(path: &str) -> String {
    hex::encode(&Sha256::digest(path.as_bytes())[..6])
}

/// Lets a page say what was just done, and nothing that merely stands in its address.
pub fn take_in(request: &mut ServiceRequest) {
    if !request.method().is_safe() || !refusal::wants_page(request.request()) {
        return;
    }
    let mark = mark_of(request.path());
    let told =
        cookies::values(request.request(), COOKIE).find_map(|value| value.strip_prefix(&mark)?.strip_prefix('.'));
    let told = told.map(str::to_owned);
    let query = request.query_string();
    let is_old = |pair: &&str| pair.starts_with("done=") || pair.starts_with("undo=");
    if told.is_none() && !query.split('&').any(|pair| is_old(&pair)) {
        return;
    }
    let pairs: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !is_old(pair)).chain(told.as_deref()).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    let Ok(address) = format!("{}{mark}{}", request.path(), pairs.join("&")).parse() else { return };
    let mut parts = std::mem::take(&mut request.head_mut().uri).into_parts();
    parts.path_and_query = Some(address);
    request.head_mut().uri = actix_web::http::Uri::from_parts(parts).unwrap_or_default();
    if told.is_some() {
        request.extensions_mut().insert(Read);
    }
}

/// Takes what a redirect says out of its address; forgets what was said.
pub fn hand_out<B>(answered: &mut ServiceResponse<B>) {
    if answered.request().extensions().contains::<Read>() {
        let mut over = cookie(answered.request(), String::new());
        over.make_removal();
        cookies::set(answered.request(), over);
    }
    if answered.status() != StatusCode::SEE_OTHER {
        return;
    }
    let location = answered.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let Some((address, told)) = location.and_then(part) else { return };
    let Ok(address) = HeaderValue::from_str(&address) else { return };
    answered.headers_mut().insert(header::LOCATION, address);
    let told = cookie(answered.request(), told);
    cookies::set(answered.request(), told);
}

fn cookie(request: &HttpRequest, value: String) -> Cookie<'static> {
    let https = request.app_data::<web::Data<PublicUrl>>().is_some_and(|url| url.is_https());
    let cookie = Cookie::build(COOKIE, value).path("/").max_age(LASTS).same_site(SameSite::Lax);
    cookie.http_only(true).secure(https).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_all_but_the_notice() {
        let (address, told) = part("/files/?sort=size&done=deleted&undo=x#here").unwrap();
        assert_eq!(address, "/files/?sort=size#here");
        assert!(told.ends_with(".done=deleted&undo=x"), "{told}");
        assert_eq!(part("/files/?done=made").unwrap().0, "/files/");
        for nothing in ["/files/", "/files/?sort=size", "https://example.com/?done=x", "/x?undo=1"] {
            assert_eq!(part(nothing), None, "{nothing}");
        }
    }
}
