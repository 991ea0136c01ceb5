//! The provider's metadata (OpenID Connect Discovery 1.0). Its issuer must be exactly the configured one: all further
//! checks depend on it.

use serde::Deserialize;
use url::{Host, Url};

use super::{
    cached::FetchFault,
    http::{SharedHttp, get_json},
};

/// The part of the document that we use; members that we do not know are passed over.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    issuer: String,
    pub authorization_endpoint: Url,
    pub token_endpoint: Url,
    pub jwks_uri: Url,
    /// OpenID Connect RP-Initiated Logout 1.0, section 2.1.
    pub end_session_endpoint: Option<Url>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// RFC 9207, section 3: every answer to an authorization request names the issuer.
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    pub names_itself: bool,
}

impl Metadata {
    pub(super) async fn fetch(http: &SharedHttp, issuer: &str) -> Result<Self, FetchFault> {
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let address = Url::parse(&address).map_err(|error| FetchFault(format!("{address}: {error}")))?;
        let about = |text: String| FetchFault(format!("{address}: {text}"));
        let document = get_json(http, &address).await.map_err(|fault| about(fault.to_string()))?;
        let metadata: Self = serde_json::from_slice(&document).map_err(|error| about(error.to_string()))?;
        metadata.check(issuer).map_err(about)?;
        Ok(metadata)
    }

    fn check(&self, issuer: &str) -> Result<(), String> {
        if self.issuer != issuer {
            return Err(format!("the provider calls itself {:?}, and we expect {issuer:?}", self.issuer));
        }
        let ends = [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        match ends.into_iter().chain(&self.end_session_endpoint).find(|end| !is_safe(end)) {
            Some(end) => Err(format!("{end} is not https")),
            None => Ok(()),
        }
    }

    /// Whether the client secret goes into a header: only where the provider accepts nothing else (if it does not
    /// say, the header is the default: OpenID Connect Discovery 1.0, section 3).
    pub fn wants_secret_in_header(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_deref();
        methods.is_none_or(|methods| !methods.iter().any(|method| method == "client_secret_post"))
    }
}

/// https, or plain http to this very machine, for development.
fn is_safe(address: &Url) -> bool {
    let on_this_machine = match address.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    address.scheme() == "https" || (address.scheme() == "http" && on_this_machine)
}
