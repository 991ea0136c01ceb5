//! The address of this site, as a value that can only be a bare origin.

use url::Url;

/// `PUBLIC_URL`: the origin that people type. Never taken from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// Takes an http(s) URL without path, query, fragment or user.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
        (bare && nobody && web).then_some(Self(url))
    }

    /// The origin of a URL.
    pub fn of(url: &Url) -> Option<Self> {
        Self::parse(&url.origin().ascii_serialization())
    }

    /// `http://localhost:<port>`.
    pub(super) fn localhost(port: u16) -> Self {
        // Filling in a port cannot make this one fail to parse.
        let url = Url::parse(&format!("http://localhost:{port}")).expect("a constant address with a port parses");
        Self(url)
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

    /// An address on this site.
    pub(super) fn with_path(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    /// The same as text.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
}
