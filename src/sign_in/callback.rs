//! `GET /callback`: back from the provider. The order matters: is this ours (state and cookie), is it from the
//! provider that was asked (`iss`), was it a refusal, and only then the code.

use actix_web::{HttpRequest, HttpResponse, http::Method, web::Data};

use super::{
    attempt::{Attempt, Attempts, Stale, State},
    begin::{Start, again_address, off_to_the_provider},
    callback_query::{Outcome, Returned},
    explain::explain,
    explanation::Explanation,
    failure::Failure,
    landing::landing,
    navigation::only_by_a_person,
    request_id,
    sentences::{busy, cookie_lost, foreign, link_too_long, malformed, untrusted},
};
use crate::{
    Result,
    access::directory::Directory,
    audit::{Actor, Audit, Event, Via},
    clock::SharedClock,
    error::Meaning,
    identity::{
        claims::Claims,
        provider::{Provider, Refusal, SignInFailure},
        session::Sessions,
    },
    metrics::{SignInOutcome, Traffic},
    transport::{
        client::Client,
        gate::Anyone,
        local_path::LocalPath,
        redirect::see_other,
        share::{Callback, Costly, RefusalRow, Share, Shares, whose},
    },
};

/// AADSTS54005: the code was redeemed before, as on a reload.
const CODE_USED: u32 = 54005;

#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn callback(
    _: Anyone,
    _share: Share<Callback>,
    request: HttpRequest,
    shares: Data<Shares>,
    provider: Option<Data<Provider>>,
    attempts: Data<Attempts>,
    sessions: Data<Sessions>,
    audit: Data<Audit>,
    directory: Data<Directory>,
    clock: Data<SharedClock>,
) -> Result<HttpResponse> {
    if let Some(answer) = only_by_a_person(&request)? {
        return Ok(answer);
    }
    if request.method() == Method::HEAD {
        return Ok(HttpResponse::NoContent().finish()); // HEAD must not use the code up
    }
    let Some(provider) = provider else { return Ok(see_other(LocalPath::home().as_str())) };
    let visit = Visit { request, provider, attempts, sessions, audit, directory, shares, clock };
    let returned = match Returned::parse(visit.request.query_string()) {
        Ok(Some(returned)) => returned,
        Ok(None) => return visit.without_parameters().await,
        Err(why) => {
            visit.count(SignInOutcome::Malformed);
            tracing::warn!(id = visit.id(), why, "a callback makes no sense");
            return Ok(visit.show(malformed(), &LocalPath::home()));
        }
    };
    let Some(state) = visit.attempts.open_state(&returned.state) else { return visit.foreign().await };
    match visit.attempts.take(&visit.request, &state) {
        Ok(attempt) => visit.finish(attempt, &state, returned).await,
        Err(why) => visit.stale(&state, why).await,
    }
}

/// A browser at the callback, and all that is needed to answer it.
struct Visit {
    request: HttpRequest,
    provider: Data<Provider>,
    attempts: Data<Attempts>,
    sessions: Data<Sessions>,
    audit: Data<Audit>,
    directory: Data<Directory>,
    shares: Data<Shares>,
    clock: Data<SharedClock>,
}

impl Visit {
    /// The attempt is used up from here on.
    async fn finish(&self, attempt: Attempt, state: &State, returned: Returned) -> Result<HttpResponse> {
        let target = attempt.target();
        let failure = match self.claims(&attempt, returned).await {
            Ok(claims) => return self.welcome(claims, &target).await,
            Err(failure) => failure,
        };
        match failure {
            SignInFailure::Refused(refusal) => self.refused(&refusal, state, &target).await,
            SignInFailure::Unavailable { log, retry_after } => {
                self.count(SignInOutcome::Unavailable);
                tracing::error!(id = self.id(), detail = log, "a sign-in failed: the provider does not answer");
                let failure = Failure::new(busy(), &target).retry_after(retry_after);
                Ok(failure.answer(&self.request))
            }
            SignInFailure::Untrusted(why) => {
                self.count(SignInOutcome::Untrusted);
                tracing::error!(
                    id = self.id(),
                    detail = why,
                    "a sign-in was refused: the provider's answer is not to be believed"
                );
                self.note_refusal("untrusted").await;
                Ok(self.show(untrusted(), &target))
            }
        }
    }

    async fn claims(&self, attempt: &Attempt, returned: Returned) -> Result<Claims, SignInFailure> {
        // RFC 9207, section 2.4. A refusal is checked as well: otherwise another provider could answer in the name of ours.
        match returned.issuer {
            Some(issuer) if issuer != self.provider.issuer() => {
                return Err(SignInFailure::Untrusted("iss of the callback is another provider".to_owned()));
            }
            None if self.provider.names_itself().await => {
                return Err(SignInFailure::Untrusted(
                    "the callback lacks the iss that the provider promises".to_owned(),
                ));
            }
            _ => {}
        }
        match returned.outcome {
            Outcome::Code(code) => self.provider.redeem(&code, &attempt.verifier, &attempt.nonce).await,
            Outcome::Refused { error, description, subcode } => {
                Err(SignInFailure::Refused(Box::new(Refusal::from_callback(&error, &description, subcode.as_deref()))))
            }
        }
    }

    /// What the directory says, then the audit row with the new session (I8), never the old one.
    async fn welcome(&self, claims: Claims, target: &LocalPath) -> Result<HttpResponse> {
        let actor = Actor { person: Some(claims.user.to_string()), via: Via::Session, ..self.nobody() };
        if let Err(error) = self.directory.hear(&claims).await {
            if error.meaning() == Meaning::Forbidden {
                self.count(SignInOutcome::LockedOut);
                self.note_refusal("locked_out").await;
            }
            return Err(error);
        }
        self.sessions.begin(&self.request, claims, &actor).await?;
        self.count(SignInOutcome::Ok);
        Ok(see_other(landing(target, self.clock.now())))
    }

    async fn refused(&self, refusal: &Refusal, state: &State, target: &LocalPath) -> Result<HttpResponse> {
        let explanation = explain(refusal);
        tracing::warn!(
            id = self.id(),
            code = refusal.label(),
            error = refusal.error,
            suberror = refusal.suberror,
            correlation_id = refusal.correlation_id.map(tracing::field::display),
            trace_id = refusal.trace_id.map(tracing::field::display),
            description = refusal.description,
            "the provider refused a sign-in"
        );
        if refusal.code == Some(CODE_USED) && self.has_session().await? {
            return Ok(see_other(landing(target, self.clock.now())));
        }
        if explanation.begin_again && state.restarts == 0 {
            let claims = refusal.claims.as_deref().filter(|_| explanation.repeat_claims);
            if claims.is_none() {
                return Ok(see_other(again_address(target)));
            }
            let start = Start { restarts: 1, claims, ..Start::default() };
            return Ok(off_to_the_provider(&self.request, &self.provider, &self.attempts, target, start).await);
        }
        self.count(SignInOutcome::Provider);
        self.note_refusal(&refusal.label()).await;
        Ok(Failure::new(explanation, target).of(refusal).answer(&self.request))
    }

    /// Too late, a second time, or from another browser: with a session on to the target, without one once more from
    /// the start, and after that a page that says what may be wrong.
    async fn stale(&self, state: &State, why: Stale) -> Result<HttpResponse> {
        tracing::info!(id = self.id(), ?why, restarts = state.restarts, "a callback belongs to no attempt under way");
        let Some(target) = state.target() else { return Ok(self.show(link_too_long(), &LocalPath::home())) };
        if self.has_session().await? {
            return Ok(see_other(landing(&target, self.clock.now())));
        }
        if state.restarts == 0 {
            return Ok(see_other(again_address(&target)));
        }
        self.count(SignInOutcome::Stale);
        Ok(self.show(cookie_lost(), &target))
    }

    /// A state that we did not seal says nothing of where to or how often: no automatic second try.
    async fn foreign(&self) -> Result<HttpResponse> {
        tracing::warn!(id = self.id(), "a callback brings a state that is not ours");
        if self.has_session().await? {
            return Ok(see_other(LocalPath::home().as_str()));
        }
        self.count(SignInOutcome::Foreign);
        Ok(self.show(foreign(), &LocalPath::home()))
    }

    /// Somebody typed the address, or the provider leads here after signing out.
    async fn without_parameters(&self) -> Result<HttpResponse> {
        Ok(see_other(if self.has_session().await? { "/" } else { "/logout" }))
    }

    async fn has_session(&self) -> Result<bool> {
        Ok(self.sessions.of(&self.request).await?.is_some())
    }

    fn count(&self, outcome: SignInOutcome) {
        if let Some(traffic) = Traffic::of(&self.request) {
            traffic.signed_in(outcome);
        }
    }

    fn id(&self) -> String {
        request_id(&self.request)
    }

    fn nobody(&self) -> Actor {
        Actor::unknown(&self.id(), Client::of(&self.request).address())
    }

    fn show(&self, explanation: Explanation, target: &LocalPath) -> HttpResponse {
        Failure::new(explanation, target).answer(&self.request)
    }

    /// A refusal counts even when it cannot be recorded. Repeated refusals do not fill the audit log: the rest is in
    /// the log only.
    async fn note_refusal(&self, code: &str) {
        if !self.shares.has(&RefusalRow::POLICY, whose(&self.request).as_deref()) {
            tracing::warn!(id = self.id(), "this address is refused so often that the audit log does not repeat it");
            return;
        }
        let event = Event::SignInRefused { code: code.to_owned() };
        if let Err(error) = self.audit.note(&self.nobody(), event).await {
            tracing::error!(id = self.id(), detail = error.log(), "a refused sign-in is missing in the audit log");
        }
    }
}
