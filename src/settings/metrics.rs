//! Whether numbers for Prometheus are given out, and to whom.

use std::net::SocketAddr;

use secrecy::SecretString;

use super::{
    cookie_secret::weakness,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const METRICS_BIND: Variable = Variable::new(
    "METRICS_BIND",
    "",
    "127.0.0.1:9400",
    "Another address and port that answers GET /metrics and nothing else, without a secret; empty: none.",
);

pub(super) const METRICS_SECRET: Variable = Variable::new(
    "METRICS_SECRET",
    "",
    "replace-me-with-the-output-of-openssl-rand-hex-32",
    "The bearer secret for GET /metrics at the site's own address: the output of `openssl rand -hex 32`; empty: 404 there.",
)
.secret();

/// Without either, there are no metrics.
#[derive(Debug, Clone, Default)]
pub struct MetricsSettings {
    /// `METRICS_BIND`.
    pub bind: Option<SocketAddr>,
    /// `METRICS_SECRET`.
    pub secret: Option<SecretString>,
}

pub(super) fn read(variables: &mut Variables<'_>) -> MetricsSettings {
    MetricsSettings { bind: bind(variables), secret: secret(variables, &METRICS_SECRET) }
}

const EVERYBODY: &str =
    "METRICS_BIND is every address of this machine: everybody who can reach one of them gets the numbers.";

fn bind(variables: &mut Variables<'_>) -> Option<SocketAddr> {
    let text = variables.text(&METRICS_BIND)?;
    let address = text.parse().ok();
    match address {
        None => variables.problem(&METRICS_BIND, format!("{} is not a numeric address with a port.", shown(&text))),
        Some(SocketAddr::V4(all)) if all.ip().is_unspecified() => variables.warn(EVERYBODY),
        Some(SocketAddr::V6(all)) if all.ip().is_unspecified() => variables.warn(EVERYBODY),
        Some(_) => {}
    }
    address
}

/// One that nobody can guess.
pub(super) fn secret(variables: &mut Variables<'_>, variable: &Variable) -> Option<SecretString> {
    let text = variables.text(variable)?;
    if let Some(weakness) = weakness(&text) {
        let example = format!("{}=<the output of: openssl rand -hex 32>", variable.name);
        variables.problem_like(variable, format!("The value {weakness}."), &example);
        return None;
    }
    Some(text.into())
}
