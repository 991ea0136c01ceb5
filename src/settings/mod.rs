//! What the operator may set. One file per section, each opening with the variables it reads; all are
//! validated together, so that a start that fails names every problem at once.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

/// Everything the program needs to know before it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    pub server: ServerSettings,
    pub database: DatabaseSettings,
    pub sign_in: SignInMode,
    pub session: SessionSettings,
    pub log: LogFormat,
    /// `DATA_DIR`: document bytes, the embedded database, a generated cookie secret.
    pub data_dir: PathBuf,
}

/// `APP_ENV`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Development,
    Test,
    Staging,
    Production,
}

#[derive(Debug, Clone)]
pub struct ServerSettings {
    pub environment: Environment,
    /// `BIND`; port 0 lets the system choose one (tests).
    pub bind: SocketAddr,
    pub public_url: PublicUrl,
    /// `TRUSTED_PROXIES`: peers whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    pub patience: Patience,
}

/// `PUBLIC_URL`: the origin that people type. Never taken from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

/// How long the server waits for a slow other side.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the whole request head.
    pub head: Duration,
    /// For the whole body of a form.
    pub body: Duration,
    /// For a reader that takes no byte at all.
    pub reader: Duration,
    /// For downloads under way when the program is told to stop.
    pub stop: Duration,
}

#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// `DATABASE_URL`; none means the embedded database under `DATA_DIR` (development only).
    pub url: Option<SecretString>,
}

/// How visitors become somebody.
#[derive(Debug, Clone)]
pub enum SignInMode {
    /// The company's OpenID provider.
    Oidc(OidcSettings),
    /// `DEV_MODE=true`: everyone is `dev.user@example.com`.
    Dev,
    /// `TEST_MODE=true`: the `X-Test-User` header says who.
    Test,
    /// `AUTH_REQUIRED=false`: everyone is a guest who may read.
    Open,
}

#[derive(Debug, Clone)]
pub struct OidcSettings {
    /// Exactly as the provider spells it in its tokens.
    pub issuer: String,
    /// `AZURE_TENANT_ID`; set means the rules of Entra apply (tid, oid, ver).
    pub tenant: Option<String>,
    /// `APP_REG_CLIENT_ID`.
    pub client_id: String,
    pub credential: ClientCredential,
    /// `APP_REG_REDIRECT_URI`, ending in `/callback`.
    pub redirect_uri: Url,
}

/// How this program proves itself to the provider.
#[derive(Clone)]
pub enum ClientCredential {
    /// `APP_REG_CLIENT_SECRET`.
    Secret(SecretString),
    /// `APP_REG_CLIENT_CERT`: PEM text with key and certificate, already read from its file;
    /// `APP_REG_CLIENT_THUMBPRINT` asks for the older RS256 + x5t form.
    Certificate { pem: SecretString, thumbprint: Option<String> },
}

#[derive(Debug, Clone)]
pub struct SessionSettings {
    /// `API_COOKIE_SECRET`: the first seals, all open. Never empty.
    pub secrets: Vec<SecretString>,
    /// `SESSION_HOURS`: the absolute end.
    pub lifetime: Duration,
    /// `SESSION_IDLE_HOURS`: the end without a visit.
    pub idle: Duration,
}

/// `LOG_FORMAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Plain,
    Json,
}

impl PublicUrl {
    /// Takes an http(s) URL without path, query, fragment or user.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        (bare && matches!(url.scheme(), "http" | "https") && url.host_str().is_some()).then_some(Self(url))
    }

    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// As a browser writes it in `Origin`: `https://host[:port]`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// As a browser writes it in `Host`: the default port is left out.
    pub fn authority(&self) -> String {
        let origin = self.origin();
        origin.split_once("://").map_or(origin.clone(), |(_, authority)| authority.to_owned())
    }

    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether only this machine can mean itself by it.
    pub fn is_local(&self) -> bool {
        matches!(self.host(), "localhost" | "127.0.0.1" | "[::1]") || self.host().ends_with(".localhost")
    }

    /// An absolute URL on this site.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            reader: Duration::from_mins(1),
            stop: Duration::from_secs(30),
        }
    }
}

impl std::fmt::Debug for ClientCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret(..)",
            Self::Certificate { .. } => "Certificate(..)",
        })
    }
}
