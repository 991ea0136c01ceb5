//! Trades the code for an ID token (RFC 6749, section 4.1.3, with PKCE: RFC 7636), and gets the program its own token
//! for Graph (section 4.4). The request is built here and not by the library, whose error type drops what Entra adds
//! to the error. A person's access and refresh tokens are not even read, because nothing here needs them.

use oauth2::{
    HttpRequest, HttpResponse,
    http::{self, HeaderValue, header},
};
use secrecy::SecretString;
use serde_json::Value;

use super::{
    credential::Credential,
    discovery::Metadata,
    failure::{Refusal, SignInFailure},
    http::{HttpFault, SharedHttp},
};
use crate::settings::OidcSettings;

/// For what a token is asked.
pub(super) enum Grant<'a> {
    /// A person who signs in.
    Code { code: &'a str, verifier: &'a str },
    /// The program itself.
    Own { scope: &'a str },
}

/// What the provider answers, with a token in it of whatever kind.
pub(super) async fn ask(
    http: &SharedHttp,
    metadata: &Metadata,
    settings: &OidcSettings,
    proof: Credential<'_>,
    grant: &Grant<'_>,
) -> Result<Value, SignInFailure> {
    let request = request(metadata, settings, proof, grant)?;
    let failure = |fault: HttpFault| {
        let log = format!("{}: {fault}", metadata.token_endpoint);
        match fault {
            HttpFault::NoAnswer(_) => SignInFailure::Unavailable { log, retry_after: None },
            HttpFault::TooLarge => SignInFailure::Untrusted(log),
        }
    };
    read(&http.send(request).await.map_err(failure)?)
}

/// The ID token; the rest of the response is ignored.
pub(super) fn id_token(answer: &Value) -> Result<String, SignInFailure> {
    let text = answer.get("id_token").and_then(Value::as_str).map(str::to_owned);
    text.ok_or_else(|| SignInFailure::Untrusted("token endpoint: no ID token".to_owned()))
}

/// The access token, and for how many seconds it is good.
pub(super) fn access_token(answer: &Value) -> Result<(SecretString, i64), SignInFailure> {
    let text = answer.get("access_token").and_then(Value::as_str);
    let text = text.ok_or_else(|| SignInFailure::Untrusted("token endpoint: no access token".to_owned()))?;
    // RFC 6749, section 5.1: recommended; without it the token is good for this once.
    let seconds = answer.get("expires_in").and_then(Value::as_i64).unwrap_or_default();
    Ok((text.into(), seconds.clamp(0, 24 * 60 * 60)))
}

fn request(
    metadata: &Metadata,
    settings: &OidcSettings,
    proof: Credential<'_>,
    grant: &Grant<'_>,
) -> Result<HttpRequest, SignInFailure> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", &settings.client_id);
    match grant {
        Grant::Code { code, verifier } => form
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", settings.redirect_uri.as_str())
            .append_pair("code_verifier", verifier),
        Grant::Own { scope } => form.append_pair("grant_type", "client_credentials").append_pair("scope", scope),
    };
    for (name, value) in &proof.fields {
        form.append_pair(name, value);
    }
    let mut request = http::Request::post(metadata.token_endpoint.as_str())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(form.finish().into_bytes())
        .map_err(|error| SignInFailure::Untrusted(format!("token endpoint: {error}")))?;
    if let Some(basic) = proof.header {
        let mut basic = HeaderValue::from_str(&basic).map_err(|error| SignInFailure::Untrusted(error.to_string()))?;
        basic.set_sensitive(true);
        request.headers_mut().insert(header::AUTHORIZATION, basic);
    }
    Ok(request)
}

fn read(response: &HttpResponse) -> Result<Value, SignInFailure> {
    let status = response.status();
    let answer: Option<Value> = serde_json::from_slice(response.body()).ok();
    if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
        let said = answer.as_ref().and_then(Refusal::from_json).map(|refusal| refusal.label()).unwrap_or_default();
        let log = format!("token endpoint: status {status} {said}");
        return Err(SignInFailure::Unavailable { log, retry_after: retry_after(response) });
    }
    let Some(answer) = answer else {
        return Err(SignInFailure::Untrusted(format!("token endpoint: status {status} and no JSON")));
    };
    if let Some(refusal) = Refusal::from_json(&answer) {
        return Err(SignInFailure::Refused(Box::new(refusal))); // also under status 200
    }
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    let untrusted = |why: &str| SignInFailure::Untrusted(format!("token endpoint: status {status} and {why}"));
    if status != http::StatusCode::OK {
        return Err(untrusted("no error"));
    }
    if !text("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(untrusted("no bearer token"));
    }
    Ok(answer)
}

/// Seconds; the other form, a date, is as rare as it is hard to compare with a clock that may be wrong.
pub(super) fn retry_after(response: &HttpResponse) -> Option<u32> {
    response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}
