//! How an error is presented: as a page for a person in a browser, as problem+json (RFC 9457) for a program, and as a
//! redirect to the sign-in for a person who is not signed in (I4).

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    dev::ServiceResponse,
    http::{Method, StatusCode, header},
};
use askama::Template;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Error,
    error::Meaning,
    metrics::Traffic,
    transport::{
        kept_form::{self, KeptForm},
        page::{Layout, Page, RequestId},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    title: String,
    sentence: String,
    meaning: Meaning,
    /// A form that can be sent again.
    form: Option<KeptForm>,
}

impl ErrorPage {
    /// Whether it may concern a folder or document, and there is a person who could be given access.
    fn may_ask(&self) -> bool {
        let here = self.layout.here.as_str();
        let is_item =
            ["/files/", "/d/", "/at/"].iter().any(|mount| here.len() > mount.len() && here.starts_with(mount));
        is_item && self.layout.visitor.is_some() && !self.layout.is_viewed()
    }
}

/// Takes a `redirect_uri` to come back to.
const SIGN_IN: &str = "/login";

/// RFC 9457.
#[derive(Serialize, ToSchema)]
pub struct Problem<'a> {
    r#type: &'static str,
    title: String,
    #[schema(value_type = i32)]
    status: u16,
    /// A sentence for a person.
    detail: &'a str,
    /// The number of this request in the log.
    request_id: String,
    /// With 401: where a browser signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sign_in: Option<&'a str>,
    /// With 412: who made the last change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    changed_by: Option<&'a str>,
    /// With 412: when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    changed_at: Option<&'a str>,
    /// With 412: as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revision: Option<i64>,
    /// With 409: name_taken, for programs that ask what to do then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<&'a str>,
    /// With 409: the name that something has already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    taken: Option<&'a str>,
}

impl<'a> Problem<'a> {
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    pub fn of(request: &HttpRequest, error: &'a Error) -> Self {
        let facts = error.facts();
        Self {
            r#type: "about:blank",
            title: error.meaning().title(),
            status: error.meaning().status().as_u16(),
            detail: error.person(),
            request_id: Layout::of(request).request_id,
            sign_in: (error.meaning() == Meaning::SignIn).then_some(SIGN_IN),
            changed_by: facts.and_then(|facts| facts.changed_by.as_deref()),
            changed_at: facts.and_then(|facts| facts.changed_at.as_deref()),
            revision: facts.and_then(|facts| facts.revision),
            code: facts.and_then(|facts| facts.code),
            taken: facts.and_then(|facts| facts.taken.as_deref()),
        }
    }
}

/// Where the company's directory sends people and groups.
const SCIM: &str = "/scim/";

/// Where Prometheus asks for numbers.
pub(super) const METRICS: &str = "/metrics";

/// RFC 7644, section 3.12.
#[derive(Serialize)]
struct ScimProblem<'a> {
    schemas: [&'static str; 1],
    status: String,
    #[serde(rename = "scimType", skip_serializing_if = "Option::is_none")]
    scim_type: Option<&'static str>,
    detail: &'a str,
}

impl<'a> ScimProblem<'a> {
    const MEDIA_TYPE: &'static str = "application/scim+json";

    fn of(error: &'a Error) -> Self {
        Self {
            schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
            status: error.meaning().status().as_u16().to_string(),
            scim_type: error.facts().and_then(|facts| facts.code),
            detail: error.person(),
        }
    }
}

/// Whether a person in a browser is waiting for a page: a top-level navigation, or, where the client sends no Fetch
/// Metadata, a request that accepts HTML. Addresses of the API never answer with pages.
pub fn wants_page(request: &HttpRequest) -> bool {
    if request.path().starts_with("/api/") || request.path().starts_with(SCIM) || request.path() == METRICS {
        return false;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-mode"), header("sec-fetch-dest")) {
        (Some(mode), dest) => mode == "navigate" && dest.is_none_or(|dest| dest == "document"),
        (None, Some(_)) => false,
        (None, None) => header("accept").is_some_and(|accept| accept.to_ascii_lowercase().contains("text/html")),
    }
}

/// The response for an error, in the form that suits the client.
pub fn answer(request: &HttpRequest, error: &Error) -> HttpResponse {
    let page = wants_page(request);
    if error.meaning() == Meaning::SignIn && page && matches!(*request.method(), Method::GET | Method::HEAD) {
        return see_other(sign_in_address(request));
    }
    let status = error.meaning().status();
    let is_scim = request.path().starts_with(SCIM);
    let mut answer = if page {
        let (meaning, sentence) = (error.meaning(), error.person().to_owned());
        let mut layout = Layout::of(request);
        if !layout.can_come_back {
            // Nobody comes back to where a form goes, but to where it stood.
            layout.here = kept_form::place_of(request).to_string();
        }
        let form = KeptForm::of(request);
        let page = ErrorPage { layout, title: meaning.title(), sentence, meaning, form };
        actix_web::Responder::respond_to(Page::with_status(page, status), request)
    } else {
        let (media_type, body) = if is_scim {
            (ScimProblem::MEDIA_TYPE, serde_json::to_string(&ScimProblem::of(error)))
        } else {
            (Problem::MEDIA_TYPE, serde_json::to_string(&Problem::of(request, error)))
        };
        HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, media_type))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(body.unwrap_or_default())
    };
    if let Some(seconds) = error.retry_after() {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    if status == StatusCode::UNAUTHORIZED {
        // RFC 9110, section 11.6.1: a 401 names a challenge. There is no registered scheme for a sign-in cookie.
        let challenge = if is_scim || request.path() == METRICS {
            "Bearer realm=\"latchkey\""
        } else {
            "Cookie realm=\"latchkey\""
        };
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static(challenge));
    }
    answer
}

fn sign_in_address(request: &HttpRequest) -> String {
    let here = request.uri().path_and_query().map_or("/", |here| here.as_str());
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("redirect_uri", here).finish();
    format!("{SIGN_IN}?{query}")
}

/// Dresses an error on its way out and writes its detail to the log; leaves every other answer as it is.
pub fn dress(answered: ServiceResponse) -> ServiceResponse {
    let Some(error) = answered.response().error().map(Error::from_framework) else { return answered };
    let (request, bare) = answered.into_parts();
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    if let Some(traffic) = Traffic::of(&request) {
        traffic.refused(error.meaning());
    }
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
