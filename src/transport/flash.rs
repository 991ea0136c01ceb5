//! A notice about what was just done, shown once, on the page after it (a "flash message"): not in the address, which people
//! keep and send on, and which a reload would show again. Handlers add it to their redirect (`?done=deleted`); here it moves
//! into a cookie that lasts a minute, and back into the query of the next page at that path, for the handler there.

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
pub const COOKIE: &str = "latchkey_flash";

const LASTS: Duration = Duration::minutes(1);

/// The parameters of a notice. No other query has the first two.
const PARAMETERS: [&str; 6] = ["done", "undo", "added", "removed", "kept", "taken"];

/// This request used the cookie up.
struct Read;

/// The address without its notice, and the cookie with it; `None`: there is no notice.
pub fn part(location: &str) -> Option<(String, String)> {
    let (address, fragment) = location.split_once('#').map_or((location, None), |(rest, at)| (rest, Some(at)));
    let (path, query) = address.split_once('?')?;
    let is_notice = |pair: &&str| PARAMETERS.contains(&pair.split('=').next().unwrap_or_default());
    let (told, rest): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_notice);
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

/// Of a path, so that another tab does not show it.
fn mark_of(path: &str) -> String {
    hex::encode(&Sha256::digest(path.as_bytes())[..6])
}

/// Gives the page the notice that was meant for it, and none that is merely in its address.
pub fn take_in(request: &mut ServiceRequest) {
    if !request.method().is_safe() || !refusal::wants_page(request.request()) {
        return;
    }
    let own = |value: &'_ str| value.strip_prefix(&mark_of(request.path()))?.strip_prefix('.').map(str::to_owned);
    let told = cookies::values(request.request(), COOKIE).find_map(own);
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

/// Moves the notice of a redirect out of its address; removes one that was shown.
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
