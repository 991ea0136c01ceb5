//! The one page for a sign-in that did not work out.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web::Data,
};
use askama::Template;
use time::{format_description::well_known::Rfc3339, macros::format_description};

use super::{begin::login_address, explanation::Explanation};
use crate::{
    clock::SharedClock,
    identity::provider::Refusal,
    transport::{
        local_path::LocalPath,
        page::{Layout, Page},
    },
};

/// What is known of it; nothing here is foreign free text.
pub struct Failure {
    target: LocalPath,
    explanation: Explanation,
    again: String,
    other_account: String,
    code: Option<String>,
    correlation_id: Option<String>,
    trace_id: Option<String>,
    retry_after: Option<u32>,
}

#[derive(Template)]
#[template(path = "sign_in/failure.html")]
struct FailurePage {
    layout: Layout,
    failure: Failure,
    /// RFC 3339, for machines.
    at: String,
    /// For people; UTC.
    at_shown: String,
}

impl Failure {
    /// `target`: where "try again" comes back to.
    pub fn new(explanation: Explanation, target: &LocalPath) -> Self {
        let again = login_address(target);
        Self {
            target: target.clone(),
            explanation,
            other_account: format!("{again}&prompt=select_account"),
            again,
            code: None,
            correlation_id: None,
            trace_id: None,
            retry_after: None,
        }
    }

    /// With the numbers that the provider gave its refusal.
    pub fn of(self, refusal: &Refusal) -> Self {
        Self {
            code: Some(refusal.label()),
            correlation_id: refusal.correlation_id.map(|id| id.to_string()),
            trace_id: refusal.trace_id.map(|id| id.to_string()),
            ..self
        }
    }

    /// Seconds, as the provider asked for.
    pub fn retry_after(self, seconds: Option<u32>) -> Self {
        Self { retry_after: seconds, ..self }
    }

    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        let now = request.app_data::<Data<SharedClock>>().map(|clock| clock.now());
        let (status, retry_after) = (self.explanation.status, self.retry_after);
        // The address of this page holds a code and a state: no link may repeat it.
        let layout = Layout { here: self.target.as_str().to_owned(), ..Layout::of(request) };
        let page = FailurePage {
            layout,
            failure: self,
            at: now.and_then(|now| now.format(&Rfc3339).ok()).unwrap_or_default(),
            at_shown: now
                .and_then(|now| {
                    now.format(format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC")).ok()
                })
                .unwrap_or_default(),
        };
        let mut answer = Page::with_status(page, status).respond_to(request);
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110, section 11.6.1: a 401 names a challenge.
            let challenge = header::HeaderValue::from_static("Cookie realm=\"latchkey\"");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = retry_after {
            answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        answer
    }
}
