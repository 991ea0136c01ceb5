//! `GET /logout/frontchannel`: the provider reports that a person has signed out there, through a frame in their
//! browser (OpenID Connect Front-Channel Logout 1.0). Browsers do not send the session's cookie from a frame of
//! another site, so what counts is `sid`, the provider's name for its own session. The answer reveals nothing:
//! neither who is signed in nor whether anything was ended.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::Data,
};

use super::request_id;
use crate::{
    Result,
    audit::Actor,
    identity::{provider::Provider, session::SessionList},
    transport::{
        client::Client,
        gate::Anyone,
        headers::HeaderPolicy,
        share::{FrontChannel, Share},
    },
};

/// The longest that a session keeps (`identity/session/content.rs`).
const LONGEST_SID: usize = 128;

/// Nobody sees it: the frame is hidden.
const PAGE: &str = "<!doctype html><title>.</title>";

/// `GET /logout/frontchannel?iss=…&sid=…`
pub async fn front_channel(
    _: Anyone,
    _share: Share<FrontChannel>,
    request: HttpRequest,
    provider: Option<Data<Provider>>,
    sessions: Data<SessionList>,
    policy: Data<HeaderPolicy>,
) -> Result<HttpResponse> {
    if let Some(provider) = &provider
        && request.method() == Method::GET
        && let Some(sid) = sid(request.query_string(), provider.issuer())
    {
        let actor = Actor::unknown(&request_id(&request), Client::of(&request).address());
        sessions.end_of_sid(provider.realm(), sid, actor).await;
    }
    // Only the provider's page may show it.
    let ancestors = policy.sign_in_origin.as_deref().unwrap_or("'none'");
    let content_security =
        format!("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CONTENT_SECURITY_POLICY, content_security))
        .body(PAGE))
}

/// The session that the query names, if it has one plain meaning. Entra leaves `iss` out, which the standard allows only
/// together with `sid`.
fn sid(query: &str, issuer: &str) -> Option<String> {
    let (mut sid, mut named) = (None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let place = match &*name {
            "sid" => &mut sid,
            "iss" => &mut named,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    let sid =
        sid.filter(|sid| (1..=LONGEST_SID).contains(&sid.len()) && sid.bytes().all(|byte| byte.is_ascii_graphic()));
    sid.filter(|_| named.is_none_or(|named| named == issuer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_names_one_session_of_our_provider_or_none() {
        let found = |query: &str| sid(query, "https://op.example");
        for query in ["sid=a", "iss=https%3A%2F%2Fop.example&sid=a", "sid=a&state=x", "x&sid=a"] {
            assert_eq!(found(query).as_deref(), Some("a"), "{query}");
        }
        let long = format!("sid={}", "a".repeat(129));
        for query in [
            "",
            "sid=",
            "sid",
            "iss=https%3A%2F%2Fop.example",
            "iss=https%3A%2F%2Fevil.example&sid=a",
            "iss=https%3A%2F%2Fop.example%2F&sid=a",
            "iss=&sid=a",
            "sid=a&sid=b",
            "sid=a&sid=a",
            "iss=https%3A%2F%2Fop.example&iss=https%3A%2F%2Fop.example&sid=a",
            "sid=%00",
            "sid=a%20b",
            "sid[]=a",
            "SID=a",
            &long,
        ] {
            assert_eq!(found(query), None, "{query}");
        }
    }
}
