//! `/logout`. A GET shows the button and changes nothing, so that no image, prefetch or old link signs
//! anybody out; the POST ends the session for good.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header,
    web::{Bytes, Data},
};
use askama::Template;

use super::request_id;
use crate::{
    Result,
    access::ladder::Passerby,
    audit::{Actor, Audit, Event, Via},
    identity::{
        principal::UserKey,
        provider::Provider,
        session::{EndedSession, Sessions},
    },
    transport::{
        client::Client,
        csrf::SameOrigin,
        page::{Layout, Page, SessionOf},
        read_your_writes,
        redirect::see_other,
    },
};

/// Where the provider leads back to; to be registered with it as a redirect URI (Microsoft, "OpenID Connect": sign-out).
const LANDING: &str = "/logout";

#[derive(Template)]
#[template(path = "sign_in/logout.html")]
struct AskPage {
    layout: Layout,
    name: String,
    /// Whether the provider has a way to sign out of everything.
    everywhere: bool,
}

#[derive(Template)]
#[template(path = "sign_in/signed_out.html")]
struct SignedOutPage {
    layout: Layout,
    /// The person is still signed in at the provider.
    only_here: bool,
}

/// The button for people who are signed in; for others a page that says they are not. Also the landing page after the
/// provider's own sign-out, whatever it adds to the address.
pub async fn ask_to_sign_out(
    _: Passerby,
    request: HttpRequest,
    sessions: Data<Sessions>,
    provider: Option<Data<Provider>>,
) -> Result<HttpResponse> {
    let mut layout = Layout::of(&request);
    if let Some(visitor) = &mut layout.visitor {
        visitor.session = SessionOf::Time; // the page itself has the button, and the choice
    }
    let Some(session) = sessions.of(&request).await? else {
        let only_here = request.query_string() == "done=here";
        return Ok(Page::ok(SignedOutPage { layout, only_here }).respond_to(&request));
    };
    let everywhere = match &provider {
        Some(provider) => provider.end_session_url(None, LANDING).await.is_some(),
        None => false,
    };
    Ok(Page::ok(AskPage { layout, name: session.name, everywhere }).respond_to(&request))
}

/// Field `scope`: `app` ends the session here only; anything else continues to the provider, so that the next person
/// at this computer cannot sign in with one click. `everywhere` ends the person's other sessions, too.
pub async fn sign_out(
    _: Passerby,
    _: SameOrigin,
    request: HttpRequest,
    form: Bytes,
    sessions: Data<Sessions>,
    provider: Option<Data<Provider>>,
    audit: Data<Audit>,
) -> Result<HttpResponse> {
    let has_scope = |scope| url::form_urlencoded::parse(&form).any(|(name, value)| name == "scope" && value == scope);
    let only_here = has_scope("app");
    read_your_writes::forget(&request);
    let ended = if has_scope("everywhere") {
        sessions.end_everywhere(&request, |user| whose(user, &request)).await?
    } else {
        end_this(&request, &sessions, &audit).await?
    };
    let hint = ended.as_ref().and_then(|ended| ended.login_hint.as_deref());
    let onward = match &provider {
        Some(provider) if !only_here => provider.end_session_url(hint, LANDING).await,
        _ => None,
    };
    let mut answer = match onward {
        Some(address) => see_other(address.as_str()),
        None => see_other("/logout?done=here"),
    };
    // Not "cookies": those of other programs under the same domain would go too. Browsers heed this over https only;
    // `static/person.js` does the same everywhere.
    answer.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static(r#""cache", "storage""#),
    );
    Ok(answer)
}

async fn end_this(request: &HttpRequest, sessions: &Sessions, audit: &Audit) -> Result<Option<EndedSession>> {
    let ended = sessions.end(request).await?;
    if let Some(ended) = &ended
        && let Err(error) = audit.note(&whose(&ended.user, request), Event::SignedOut).await
    {
        // The session has ended in any case; an error page would not help anybody.
        tracing::error!(id = request_id(request), detail = error.log(), "a sign-out is missing in the audit log");
    }
    Ok(ended)
}

fn whose(user: &UserKey, request: &HttpRequest) -> Actor {
    let nobody = Actor::unknown(&request_id(request), Client::of(request).address());
    Actor { person: Some(user.to_string()), via: Via::Session, ..nobody }
}
