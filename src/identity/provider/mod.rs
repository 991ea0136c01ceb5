//! The company's OpenID provider: Entra, or another one. It is asked only during a sign-in; while it is away, people
//! who are signed in stay signed in.

mod cached;
mod claims;
mod credential;
mod discovery;
mod failure;
mod graph;
mod http;
mod key_set;
mod strict_json;
mod tokens;
mod verify;

use std::sync::Arc;

use openidconnect::{
    AuthUrl, ClientId, CsrfToken, IssuerUrl, JsonWebKeySet, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope,
    core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient},
};
use time::Duration;
use url::Url;

use self::{
    cached::Cached, credential::ClientProof, discovery::Metadata, graph::Graph, key_set::KeySet, tokens::Grant,
    verify::Unverified,
};
use crate::{
    Error, Result, clock::SharedClock, entropy::SharedEntropy, identity::claims::Claims, settings::OidcSettings,
};

pub use self::{
    cached::FetchFault,
    credential::has_ended_by,
    failure::{Refusal, SignInFailure},
    graph::GraphFault,
    http::{HttpClient, HttpFault, ReqwestClient, SharedHttp},
};

const METADATA_AGE: Duration = Duration::hours(12);
const KEYS_AGE: Duration = Duration::hours(1);
/// How long a sign-in waits for the directory.
const GROUPS_PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

pub struct Provider {
    settings: OidcSettings,
    proof: ClientProof,
    metadata: Cached<Metadata>,
    keys: Cached<KeySet>,
    http: SharedHttp,
    clock: SharedClock,
    entropy: SharedEntropy,
    graph: Graph,
}

/// What a browser is sent to the provider with.
#[derive(Debug)]
pub struct Question<'a> {
    pub state: &'a str,
    pub nonce: &'a str,
    /// Stays here; only its hash travels (RFC 7636).
    pub verifier: &'a str,
    /// Lets the person choose among accounts even when one is signed in there.
    pub select_account: bool,
    /// A claims request from an earlier refusal (Microsoft, "Claims challenges": a second factor is needed).
    pub claims: Option<&'a str>,
}

impl Provider {
    /// Checks the credential and asks the network for nothing. An error is a start-up error for the operator.
    pub fn new(settings: OidcSettings, http: SharedHttp, clock: SharedClock, entropy: SharedEntropy) -> Result<Self> {
        let proof = ClientProof::new(&settings.credential, clock.now()).map_err(Error::internal)?;
        let metadata = Cached::new("provider metadata", METADATA_AGE);
        let keys = Cached::new("provider keys", KEYS_AGE);
        Ok(Self { settings, proof, metadata, keys, http, clock, entropy, graph: Graph::default() })
    }

    /// Whether people can sign in: metadata and keys are here. It fetches what is missing, so calling it at the start
    /// warms up the caches, and calling it again recovers from a failure.
    pub async fn ready(&self) -> bool {
        self.keys().await.is_ok()
    }

    /// The issuer, as it must be in `iss` of a callback.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The part before the `|` in the keys of its people.
    pub fn realm(&self) -> String {
        // As `Claims::read` makes them.
        self.settings.tenant.as_ref().map_or_else(|| self.settings.issuer.clone(), |tenant| tenant.to_ascii_lowercase())
    }

    /// Whether each callback names the issuer (RFC 9207), so that one without it is a fake.
    pub async fn names_itself(&self) -> bool {
        self.metadata().await.is_ok_and(|metadata| metadata.names_itself)
    }

    /// Where a browser goes to sign in.
    pub async fn authorization_url(&self, question: Question<'_>) -> Result<Url, FetchFault> {
        let metadata = self.metadata().await?;
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|error| FetchFault(error.to_string()))?;
        let client = CoreClient::new(ClientId::new(self.settings.client_id.clone()), issuer, JsonWebKeySet::default())
            .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
            .set_redirect_uri(RedirectUrl::from_url(self.settings.redirect_uri.clone()));
        let (state, nonce) = (question.state.to_owned(), question.nonce.to_owned());
        let verifier = PkceCodeVerifier::new(question.verifier.to_owned());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(["profile", "email"].map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("response_mode", "query")
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if question.select_account {
            request = request.add_prompt(CoreAuthPrompt::SelectAccount);
        }
        if let Some(claims) = question.claims {
            request = request.add_extra_param("claims", claims);
        }
        Ok(request.url().0)
    }

    /// Trades the code for a person whom the provider vouches for.
    pub async fn redeem(&self, code: &str, verifier: &str, nonce: &str) -> Result<Claims, SignInFailure> {
        let answer = self.ask_for_token(&Grant::Code { code, verifier }).await?;
        let token = tokens::id_token(&answer)?;
        let token = Unverified::parse(&token).map_err(SignInFailure::Untrusted)?;
        let mut keys = self.keys().await?;
        if let Some(kid) = token.kid()
            && !keys.knows(kid)
        {
            keys = self.keys.renew(self.clock.now(), keys, async |old| self.fetch_keys(old).await).await;
        }
        let candidates = keys.for_token(token.kid());
        let claims = token.verify(candidates, &self.settings, nonce, self.clock.now());
        Ok(self.with_all_groups(claims.map_err(SignInFailure::Untrusted)?).await)
    }

    /// Asks the directory for the groups that did not fit into the token. If that fails or takes long, the sign-in
    /// goes on without.
    async fn with_all_groups(&self, claims: Claims) -> Claims {
        if !claims.has_more_groups || !self.asks_directory() {
            return claims;
        }
        match tokio::time::timeout(GROUPS_PATIENCE, self.groups_of(&claims.user)).await {
            Ok(Ok(groups)) => Claims { groups, has_more_groups: false, ..claims },
            Ok(Err(fault)) => {
                tracing::warn!(?fault, user = %claims.user, "the groups of somebody who signs in are not known");
                claims
            }
            Err(_) => {
                tracing::warn!(user = %claims.user, "the directory is too slow to tell somebody's groups at their sign-in");
                claims
            }
        }
    }

    async fn ask_for_token(&self, grant: &Grant<'_>) -> Result<serde_json::Value, SignInFailure> {
        let metadata = self.metadata().await?;
        let proof = self
            .proof
            .present(&self.settings.client_id, &metadata, self.clock.now(), self.entropy.uuid())
            .map_err(SignInFailure::Untrusted)?;
        tokens::ask(&self.http, &metadata, &self.settings, proof, grant).await
    }

    /// Where a browser goes to sign out at the provider; `None` where the provider has no such address, or cannot be
    /// asked for it. `back_to`: the path to return to; with the origin of the callback, it must be registered with
    /// the provider.
    pub async fn end_session_url(&self, login_hint: Option<&str>, back_to: &str) -> Option<Url> {
        let mut url = self.metadata().await.ok()?.end_session_endpoint.clone()?;
        let back_to = self.settings.redirect_uri.join(back_to).ok()?;
        let mut query = url.query_pairs_mut();
        query.append_pair("post_logout_redirect_uri", back_to.as_str());
        if let Some(hint) = login_hint {
            query.append_pair("logout_hint", hint);
        }
        if self.settings.tenant.is_none() {
            // Entra does not document it; others need it to know whose address `back_to` is.
            query.append_pair("client_id", &self.settings.client_id);
        }
        drop(query);
        Some(url)
    }

    async fn metadata(&self) -> Result<Arc<Metadata>, FetchFault> {
        self.metadata.get(self.clock.now(), async |_| Metadata::fetch(&self.http, &self.settings.issuer).await).await
    }

    async fn keys(&self) -> Result<Arc<KeySet>, FetchFault> {
        self.keys.get(self.clock.now(), async |old| self.fetch_keys(old).await).await
    }

    async fn fetch_keys(&self, old: Option<Arc<KeySet>>) -> Result<KeySet, FetchFault> {
        let metadata = self.metadata().await?;
        KeySet::fetch(&self.http, &metadata.jwks_uri, old, self.clock.now()).await
    }
}

impl From<FetchFault> for SignInFailure {
    fn from(fault: FetchFault) -> Self {
        Self::Unavailable { log: fault.0, retry_after: None }
    }
}
