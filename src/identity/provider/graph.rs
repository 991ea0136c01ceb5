//! Microsoft Graph, which lists all groups that a person is in, also those that are not in the token. The program
//! authenticates as itself (RFC 6749, section 4.4), with the credential that sign-in uses.

use std::sync::{Mutex, PoisonError};

use oauth2::http::{self, HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use url::Url;

use super::{
    Provider,
    failure::SignInFailure,
    http::HttpFault,
    tokens::{self, Grant, retry_after},
};
use crate::identity::principal::UserKey;

/// More than Entra lets anybody be in.
const MOST_GROUPS: usize = 10_000;
/// A token is not used so shortly before its end.
const EARLY: Duration = Duration::minutes(2);
/// How long no request is made after a failure that gives no retry time.
const USUAL_PAUSE: Duration = Duration::seconds(30);
/// The longest that Graph may make us wait.
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// Why Graph did not answer.
#[derive(Debug)]
pub enum GraphFault {
    /// The person no longer exists.
    Gone,
    /// It refuses until a setting is changed; for the log.
    Refused(String),
    /// It cannot now; for the log.
    Unavailable(String),
}

/// What is kept between two questions.
#[derive(Default)]
pub(super) struct Graph {
    token: Mutex<Option<Token>>,
    paused_until: Mutex<Option<OffsetDateTime>>,
}

#[derive(Clone)]
struct Token {
    text: SecretString,
    until: OffsetDateTime,
}

#[derive(Deserialize)]
struct Page {
    value: Vec<Group>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<Url>,
}

#[derive(Deserialize)]
struct Group {
    id: String,
}

impl Provider {
    /// Whether the directory can be asked: `GRAPH_URL` is set.
    pub fn asks_directory(&self) -> bool {
        self.settings.graph.is_some()
    }

    /// The object ids of all groups that a person is in, directly or through other groups.
    ///
    /// # Errors
    /// See [`GraphFault`]; after a temporary failure no request is made for a while.
    pub async fn groups_of(&self, user: &UserKey) -> Result<Vec<String>, GraphFault> {
        let Some(graph) = &self.settings.graph else {
            return Err(GraphFault::Refused("GRAPH_URL is not set".to_owned()));
        };
        let mut next = Some(first_page(graph, user)?);
        let mut groups = Vec::new();
        while let Some(address) = next {
            // The token is not sent anywhere else.
            if address.origin() != graph.origin() {
                return Err(GraphFault::Refused("Graph names a next page that is not its own".to_owned()));
            }
            let page = self.page(graph, &address).await?;
            groups.extend(page.value.into_iter().map(|group| group.id));
            next = page.next;
            if groups.len() > MOST_GROUPS || (next.is_some() && groups.is_empty()) {
                return Err(GraphFault::Refused("Graph names groups without end".to_owned()));
            }
        }
        Ok(groups)
    }

    async fn page(&self, graph: &Url, address: &Url) -> Result<Page, GraphFault> {
        let mut may_renew = true;
        loop {
            let token = self.graph_token(graph).await?;
            let response = self.http.send(request(address, &token)?).await.map_err(|fault| match fault {
                HttpFault::NoAnswer(_) => self.pause(None, format!("Graph: {fault}")),
                HttpFault::TooLarge => GraphFault::Refused(format!("Graph: {fault}")),
            })?;
            match response.status() {
                StatusCode::OK => {
                    return serde_json::from_slice(response.body())
                        .map_err(|error| GraphFault::Refused(format!("Graph: no page of groups: {error}")));
                }
                StatusCode::NOT_FOUND => return Err(GraphFault::Gone),
                StatusCode::UNAUTHORIZED if may_renew => {
                    may_renew = false;
                    *self.graph.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
                }
                status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                    return Err(self.pause(retry_after(&response), format!("Graph: status {status}")));
                }
                status => {
                    let hint = "has the application the permission GroupMember.Read.All, with admin consent?";
                    return Err(GraphFault::Refused(format!("Graph: status {status}; {hint}")));
                }
            }
        }
    }

    async fn graph_token(&self, graph: &Url) -> Result<SecretString, GraphFault> {
        let now = self.clock.now();
        let paused_until = *self.graph.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was turned back must not hold anything up until it has caught up.
        if paused_until.is_some_and(|until| now < until && until - now <= LONGEST_PAUSE) {
            return Err(GraphFault::Unavailable("Graph failed a moment ago".to_owned()));
        }
        let known = self.graph.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(token) = known.filter(|token| now < token.until - EARLY && token.until - now < Duration::DAY) {
            return Ok(token.text);
        }
        let scope = format!("{}/.default", graph.origin().ascii_serialization());
        let answer = self.ask_for_token(&Grant::Own { scope: &scope }).await;
        let (text, seconds) =
            answer.and_then(|answer| tokens::access_token(&answer)).map_err(|failure| match failure {
                SignInFailure::Unavailable { log, retry_after } => self.pause(retry_after, log),
                SignInFailure::Untrusted(log) => GraphFault::Refused(log),
                SignInFailure::Refused(refusal) => GraphFault::Refused(format!("token for Graph: {}", refusal.label())),
            })?;
        let token = Token { text, until: now + Duration::seconds(seconds) };
        *self.graph.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Ok(token.text)
    }

    fn pause(&self, seconds: Option<u32>, log: String) -> GraphFault {
        let pause = seconds.map_or(USUAL_PAUSE, |seconds| Duration::seconds(seconds.into())).min(LONGEST_PAUSE);
        *self.graph.paused_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.clock.now() + pause);
        GraphFault::Unavailable(log)
    }
}

/// Microsoft, "List a user's transitive memberships".
fn first_page(graph: &Url, user: &UserKey) -> Result<Url, GraphFault> {
    let mut address = graph.clone();
    address
        .path_segments_mut()
        .map_err(|()| GraphFault::Refused("GRAPH_URL is no base".to_owned()))?
        .pop_if_empty()
        .extend(["v1.0", "users", &user.subject, "transitiveMemberOf", "microsoft.graph.group"]);
    address.query_pairs_mut().append_pair("$select", "id").append_pair("$top", "999");
    Ok(address)
}

fn request(address: &Url, token: &SecretString) -> Result<http::Request<Vec<u8>>, GraphFault> {
    let impossible = |error: &dyn std::fmt::Display| GraphFault::Refused(format!("Graph: {error}"));
    let bearer = format!("Bearer {}", token.expose_secret());
    let mut bearer = HeaderValue::from_str(&bearer).map_err(|error| impossible(&error))?;
    bearer.set_sensitive(true);
    http::Request::get(address.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::AUTHORIZATION, bearer)
        .body(Vec::new())
        .map_err(|error| impossible(&error))
}
