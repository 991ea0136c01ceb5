//! How an error looks to the one who asked: a page for a person in a browser, problem+json (RFC 9457)
//! for a program, and the way to the sign-in page for a person whom we do not know yet (I4).

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    dev::ServiceResponse,
    http::{Method, StatusCode, header},
};
use askama::Template;
use serde::Serialize;

use crate::{
    Error,
    error::Meaning,
    transport::page::{Layout, Page, RequestId},
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    title: String,
    sentence: String,
    meaning: Meaning,
}

/// RFC 9457, section 3.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: String,
    status: u16,
    detail: &'a str,
    request_id: &'a str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    facts: Option<&'a serde_json::Map<String, serde_json::Value>>,
}

/// Whether a person in a browser waits for a page: a top-level navigation, or, where the client sends no
/// Fetch Metadata, one that names HTML among what it takes. Addresses of the API never answer pages.
pub fn wants_page(request: &HttpRequest) -> bool {
    if request.path().starts_with("/api/") {
        return false;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-mode"), header("sec-fetch-dest")) {
        (Some(mode), dest) => mode == "navigate" && dest.is_none_or(|dest| dest == "document"),
        (None, Some(_)) => false,
        (None, None) => header("accept").is_some_and(|accept| accept.to_ascii_lowercase().contains("text/html")),
    }
}

/// The answer for an error, dressed for the one who asked.
pub fn answer(request: &HttpRequest, error: &Error) -> HttpResponse {
    let page = wants_page(request);
    if error.meaning() == Meaning::SignIn && page && matches!(*request.method(), Method::GET | Method::HEAD) {
        return HttpResponse::SeeOther()
            .insert_header((header::LOCATION, sign_in_address(request)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish();
    }
    let layout = Layout::of(request);
    let status = error.meaning().status();
    let title = error.meaning().title();
    let mut answer = if page {
        let sentence = error.person().to_owned();
        actix_web::Responder::respond_to(
            Page::with_status(ErrorPage { layout, title, sentence, meaning: error.meaning() }, status),
            request,
        )
    } else {
        let problem = Problem {
            r#type: "about:blank",
            title,
            status: status.as_u16(),
            detail: error.person(),
            request_id: &layout.request_id,
            facts: error.facts(),
        };
        HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(serde_json::to_string(&problem).unwrap_or_default())
    };
    if let Some(seconds) = error.retry_after() {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    if status == StatusCode::UNAUTHORIZED {
        // RFC 9110, section 11.6.1: a 401 names a challenge. There is no registered scheme for a sign-in cookie.
        answer
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Cookie realm=\"latchkey\""));
    }
    answer
}

fn sign_in_address(request: &HttpRequest) -> String {
    let here = request.uri().path_and_query().map_or("/", |here| here.as_str());
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("redirect_uri", here).finish();
    format!("/login?{query}")
}

/// Dresses an error on its way out and writes its detail to the log; leaves every other answer as it is.
pub fn dress(answered: ServiceResponse) -> ServiceResponse {
    let Some(error) = answered.response().error().map(Error::from_framework) else { return answered };
    let (request, bare) = answered.into_parts();
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    if error.is_for_operator() {
        tracing::error!(id, detail = error.log(), "request failed");
    } else {
        tracing::debug!(id, detail = error.log(), "request refused");
    }
    let mut dressed = answer(&request, &error);
    for (name, value) in bare.headers() {
        if !dressed.headers().contains_key(name) && name != header::CONTENT_LENGTH {
            dressed.headers_mut().append(name.clone(), value.clone());
        }
    }
    ServiceResponse::new(request, dressed)
}
