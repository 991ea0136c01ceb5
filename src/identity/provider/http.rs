//! The only way to the provider. It follows no redirect (a token request must not be redirected: RFC 9700, section
//! 4.12), has short timeouts, reads at most a megabyte, and logs no body. Everything else here takes it as an
//! argument, so that a test can replace it.

use std::{error::Error as _, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use oauth2::{HttpRequest, HttpResponse, http};
use reqwest::redirect::Policy;
use thiserror::Error;

use crate::{Error, Result};

/// For the TCP and TLS handshakes together.
const CONNECT: Duration = Duration::from_secs(5);
/// For a whole exchange, the last byte of the answer included: a slow drip ends here too.
const EXCHANGE: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
const LARGEST: usize = 1024 * 1024;

/// Sends a request and brings the whole answer.
pub trait HttpClient: Send + Sync + 'static {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpFault>>;
}

/// How services hold a client.
pub type SharedHttp = Arc<dyn HttpClient>;

/// There is no answer to read; the text is for the log.
#[derive(Debug, Clone, Error)]
pub enum HttpFault {
    /// Nobody answered in time, or not with success.
    #[error("{0}")]
    NoAnswer(String),
    /// An answer that no honest provider gives.
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
}

/// The client that talks to the real world.
pub struct ReqwestClient(reqwest::Client);

impl ReqwestClient {
    /// Fails where the machine has no root certificates.
    pub fn new() -> Result<Self> {
        reqwest::Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(EXCHANGE)
            // A provider closes a connection that was idle; a code sent at that moment is lost, and may not be sent
            // twice (RFC 9110, section 9.2.2). Somebody signs in too seldom for a kept connection to be worth that.
            .pool_max_idle_per_host(0)
            .user_agent(concat!("latchkey/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(Self)
            .map_err(|error| Error::internal(format!("no HTTPS client: {}", whole_story(&error))))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut response = http::Response::new(Vec::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        while let Some(chunk) = answer.chunk().await? {
            response.body_mut().extend_from_slice(&chunk);
            if response.body().len() > LARGEST {
                break;
            }
        }
        Ok(response)
    }
}

impl HttpClient for ReqwestClient {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpFault>> {
        Box::pin(async move {
            let response =
                self.exchange(request).await.map_err(|error| HttpFault::NoAnswer(whole_story(&error.without_url())))?;
            if response.body().len() > LARGEST {
                return Err(HttpFault::TooLarge);
            }
            Ok(response)
        })
    }
}

/// reqwest says "error sending request" and hides why; the why is what the operator needs.
fn whole_story(error: &reqwest::Error) -> String {
    let mut story = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        story.push_str(": ");
        story.push_str(&inner.to_string());
        cause = inner.source();
    }
    story
}

/// A GET for a JSON document; any status but 200 is a fault.
pub(super) async fn get_json(http: &SharedHttp, address: &url::Url) -> Result<Vec<u8>, HttpFault> {
    let request = http::Request::get(address.as_str())
        .header(http::header::ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|error| HttpFault::NoAnswer(error.to_string()))?;
    let response = http.send(request).await?;
    match response.status() {
        http::StatusCode::OK => Ok(response.into_body()),
        status => Err(HttpFault::NoAnswer(format!("status {status}"))),
    }
}
