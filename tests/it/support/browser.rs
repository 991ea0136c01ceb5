//! A browser as far as the tests need one: a cookie jar with Chromium's rules, the Fetch Metadata headers of
//! navigations, scripts and forms, and no following of redirects behind one's back.

use super::http::{Answer, Request};

/// The most that a browser keeps of name and value together.
pub const COOKIE_LIMIT: usize = 4096;

/// One browser window: its own cookies, pointed at one server.
#[derive(Debug, Clone)]
pub struct Browser {
    pub port: u16,
    /// `https://docs.example.com` or `http://localhost:8000`: what the address bar shows, not where we connect.
    pub origin: String,
    pub jar: Vec<(String, String)>,
}

const NAVIGATION: &[(&str, &str)] = &[
    ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
    ("sec-fetch-user", "?1"),
    ("upgrade-insecure-requests", "1"),
];

impl Browser {
    pub fn new(port: u16, origin: &str) -> Self {
        Self { port, origin: origin.to_owned(), jar: Vec::new() }
    }

    /// An address typed, or a link in an e-mail.
    pub fn goto(&mut self, target: &str) -> Answer {
        self.send(Request::get(target).headers(NAVIGATION).header("sec-fetch-site", "none"))
    }

    /// A link on one of our own pages.
    pub fn click(&mut self, target: &str) -> Answer {
        self.send(Request::get(target).headers(NAVIGATION).header("sec-fetch-site", "same-origin"))
    }

    /// The provider's page sends the browser here.
    pub fn arrive(&mut self, target: &str) -> Answer {
        self.send(Request::get(target).headers(NAVIGATION).header("sec-fetch-site", "cross-site"))
    }

    /// A script on one of our own pages calls `fetch()`.
    pub fn fetch(&mut self, target: &str) -> Answer {
        let how = [("accept", "*/*"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];
        self.send(Request::get(target).headers(&how).header("sec-fetch-site", "same-origin"))
    }

    /// One of our own forms is sent.
    pub fn submit(&mut self, target: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = self.origin.clone();
        let request = Request::form(target, fields).headers(NAVIGATION).header("sec-fetch-site", "same-origin");
        self.send(request.header("origin", &origin))
    }

    /// Sends the request with this window's cookies and host, and keeps the cookies that come back.
    pub fn send(&mut self, mut request: Request) -> Answer {
        if !request.has("host") {
            request = request.header("host", self.authority());
        }
        if !self.jar.is_empty() && !request.has("cookie") {
            request = request.header("cookie", &self.cookie_header());
        }
        let answer = request.send(self.port);
        for cookie in answer.all("set-cookie") {
            self.keep(cookie);
        }
        answer
    }

    pub fn cookie_header(&self) -> String {
        self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.jar.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The session cookie's name here: the prefix needs https.
    pub fn session_name(&self) -> &'static str {
        if self.origin.starts_with("https:") { "__Host-latchkey" } else { "latchkey" }
    }

    pub fn session(&self) -> Option<&str> {
        self.cookie(self.session_name())
    }

    pub fn set_session(&mut self, value: &str) {
        let name = self.session_name();
        self.jar.retain(|(known, _)| known != name);
        self.jar.push((name.to_owned(), value.to_owned()));
    }

    /// Who the portal says we are, or the status of its refusal.
    pub fn who(&self) -> Result<serde_json::Value, u16> {
        let answer = self.clone().fetch("/api/v1/me");
        if answer.status == 200 { Ok(answer.json()) } else { Err(answer.status) }
    }

    fn authority(&self) -> &str {
        self.origin.split_once("://").expect("an origin").1
    }

    /// RFC 6265bis, sections 4.1.3 and 5.6, as far as it shows here.
    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("name=value");
        let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
        let secure = attributes.iter().any(|attribute| attribute == "secure");
        assert!(!secure || self.origin.starts_with("https:"), "plain http drops a Secure cookie: {name}");
        if name.to_ascii_lowercase().starts_with("__host-") {
            let whole = secure && attributes.iter().any(|attribute| attribute == "path=/");
            assert!(whole && !attributes.iter().any(|attribute| attribute.starts_with("domain=")), "{name} is dropped");
        }
        self.jar.retain(|(known, _)| known != name);
        if attributes.iter().any(|attribute| attribute == "max-age=0") || name.len() + value.len() > COOKIE_LIMIT {
            return;
        }
        self.jar.push((name.to_owned(), value.to_owned()));
    }
}
