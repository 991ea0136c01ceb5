//! `GET /login`: off to the provider.

use actix_web::{HttpRequest, HttpResponse, http::Method, web::Data};

use super::{
    attempt::Attempts,
    failure::Failure,
    navigation::only_by_a_person,
    request_id,
    sentences::{busy, link_too_long},
};
use crate::{
    Result,
    clock::SharedClock,
    identity::{
        development,
        provider::{Provider, Question},
    },
    transport::{
        gate::Anyone,
        local_path::LocalPath,
        redirect::see_other,
        share::{Share, SignIn},
    },
};

/// How a sign-in begins.
#[derive(Debug, Default)]
pub struct Start<'a> {
    /// How often it was restarted automatically.
    pub restarts: u8,
    pub select_account: bool,
    /// A claims request of the provider's, to be repeated to it.
    pub claims: Option<&'a str>,
}

/// `redirect_uri`: path and query to return to. `prompt=select_account`: to choose another account. `again=1`: this
/// is the automatic second try. Where there is no sign-in (development), straight to the target.
pub async fn begin(
    _: Anyone,
    _share: Share<SignIn>,
    request: HttpRequest,
    provider: Option<Data<Provider>>,
    attempts: Data<Attempts>,
    clock: Data<SharedClock>,
) -> Result<HttpResponse> {
    if let Some(answer) = only_by_a_person(&request)? {
        return Ok(answer);
    }
    let query: Vec<_> = url::form_urlencoded::parse(request.query_string().as_bytes()).collect();
    let parameter = |name: &str| query.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_ref());
    let wish = parameter("redirect_uri").unwrap_or_default();
    let target = LocalPath::parse(wish).unwrap_or_else(LocalPath::home);
    let Some(provider) = provider else {
        development::sign_in(&request, clock.now());
        return Ok(see_other(target.as_str()));
    };
    if wish.starts_with('/') && wish.len() > LocalPath::LONGEST || !Attempts::can_keep(&target) {
        return Ok(Failure::new(link_too_long(), &LocalPath::home()).answer(&request));
    }
    let start = Start {
        restarts: u8::from(parameter("again").is_some()),
        select_account: parameter("prompt") == Some("select_account"),
        claims: None,
    };
    Ok(off_to_the_provider(&request, &provider, &attempts, &target, start).await)
}

/// Begins an attempt and sends the browser away with it.
pub async fn off_to_the_provider(
    request: &HttpRequest,
    provider: &Provider,
    attempts: &Attempts,
    target: &LocalPath,
    start: Start<'_>,
) -> HttpResponse {
    let (attempt, state) = attempts.draw(target, start.restarts);
    let question = Question {
        state: &state,
        nonce: &attempt.nonce,
        verifier: &attempt.verifier,
        select_account: start.select_account,
        claims: start.claims,
    };
    match provider.authorization_url(question).await {
        Ok(address) => {
            if request.method() != Method::HEAD {
                attempts.hand_out(request, &attempt); // HEAD begins nothing
            }
            see_other(address.as_str())
        }
        Err(fault) => {
            tracing::error!(id = request_id(request), detail = %fault, "nobody can sign in: the provider does not answer");
            Failure::new(busy(), target).answer(request)
        }
    }
}

/// The address of the automatic second try.
pub fn again_address(target: &LocalPath) -> String {
    format!("{}&again=1", login_address(target))
}

/// The address of a sign-in that comes back to `target`.
pub fn login_address(target: &LocalPath) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    format!("/login?{}", query.append_pair("redirect_uri", target.as_str()).finish())
}
