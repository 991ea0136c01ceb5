//! Where people and the identity provider find this site.

use std::net::SocketAddr;

use url::Url;

use super::{
    public_url::PublicUrl,
    server::Environment,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const PUBLIC_URL: Variable = Variable::new(
    "PUBLIC_URL",
    "the origin of APP_REG_REDIRECT_URI, else http://localhost: and the port of BIND",
    "https://docs.example.com",
    "The address that people type. Requests for another host are answered with 421.",
);
pub(super) const APP_REG_REDIRECT_URI: Variable = Variable::new(
    "APP_REG_REDIRECT_URI",
    "PUBLIC_URL and /callback",
    "https://docs.example.com/callback",
    "The full callback URL, just as the app registration has it.",
);

/// The path that the provider sends people back to.
const CALLBACK: &str = "/callback";
/// The port of `BIND` that lets the system choose one.
const USUAL_PORT: u16 = 8000;

pub(super) fn read(variables: &mut Variables<'_>, environment: Environment, bind: SocketAddr) -> (PublicUrl, Url) {
    let redirect_uri = redirect_uri(variables);
    let public_url = match variables.text(&PUBLIC_URL) {
        Some(text) => written(variables, environment, &text, redirect_uri.as_ref()),
        None if redirect_uri.is_some() => redirect_uri.as_ref().and_then(PublicUrl::of),
        None => {
            if environment.is_deployed() && !variables.is_set(&APP_REG_REDIRECT_URI) {
                variables.problem(
                    &PUBLIC_URL,
                    format!("Not set. With APP_ENV={environment} the site must know its own address."),
                );
            }
            None
        }
    };
    let port = if bind.port() == 0 { USUAL_PORT } else { bind.port() };
    let public_url = public_url.unwrap_or_else(|| PublicUrl::localhost(port));
    let callback = redirect_uri.unwrap_or_else(|| public_url.with_path(CALLBACK));
    (public_url, callback)
}

fn written(
    variables: &mut Variables<'_>,
    environment: Environment,
    text: &str,
    redirect_uri: Option<&Url>,
) -> Option<PublicUrl> {
    let Some(public_url) = PublicUrl::parse(text) else {
        variables.problem(
            &PUBLIC_URL,
            format!("{} is not a bare address: https://, a host, perhaps a port, and no path.", shown(text)),
        );
        return None;
    };
    if environment.is_deployed() && !public_url.is_https() && !public_url.is_local() {
        variables.problem(
            &PUBLIC_URL,
            format!("Plain http would show the session cookie to the network; APP_ENV={environment} needs https."),
        );
    }
    if redirect_uri.and_then(PublicUrl::of).is_some_and(|other| other != public_url) {
        variables.problem_like(
            &APP_REG_REDIRECT_URI,
            "Scheme, host or port differ from PUBLIC_URL. People would come back from signing in to another site, \
             which does not have their cookie.",
            &format!("{}={}", APP_REG_REDIRECT_URI.name, public_url.join(CALLBACK)),
        );
    }
    Some(public_url)
}

fn redirect_uri(variables: &mut Variables<'_>) -> Option<Url> {
    let text = variables.text(&APP_REG_REDIRECT_URI)?;
    let web =
        |url: &Url| matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let Some(url) = Url::parse(&text).ok().filter(web) else {
        variables.problem(&APP_REG_REDIRECT_URI, format!("{} is not a web address.", shown(&text)));
        return None;
    };
    if url.path() != CALLBACK || url.query().is_some() || url.fragment().is_some() {
        variables.problem(
            &APP_REG_REDIRECT_URI,
            format!(
                "Must be the address of this site and {CALLBACK}, with nothing after it: that is where it listens."
            ),
        );
        return None;
    }
    if url.scheme() == "http" && PublicUrl::of(&url).is_some_and(|origin| !origin.is_local()) {
        variables.problem(
            &APP_REG_REDIRECT_URI,
            "Plain http would show the sign-in to the network, and Entra refuses it: https is needed, but on localhost.",
        );
    }
    Some(url)
}
