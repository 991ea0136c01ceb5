//! How the program logs.

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const LOG_FORMAT: Variable =
    Variable::new("LOG_FORMAT", "plain", "json", "plain, for people, or json, for machines: one object a line.");
pub(super) const RUST_LOG: Variable = Variable::new(
    "RUST_LOG",
    "info",
    "info,latchkey=debug",
    "How much is logged: error, warn, info, debug or trace, also by module.",
);

/// `LOG_FORMAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Plain,
    Json,
}

pub(super) fn read(variables: &mut Variables<'_>) -> LogFormat {
    if let Some(text) = variables.text(&RUST_LOG)
        && tracing_subscriber::EnvFilter::try_new(&text).is_err()
    {
        variables.problem(&RUST_LOG, format!("{} is not a log filter.", shown(&text)));
    }
    let text = variables.text(&LOG_FORMAT).unwrap_or_default();
    match text.to_ascii_lowercase().as_str() {
        "" | "plain" => LogFormat::Plain,
        "json" => LogFormat::Json,
        _ => {
            variables.problem(&LOG_FORMAT, format!("{} is neither plain nor json.", shown(&text)));
            LogFormat::Plain
        }
    }
}
