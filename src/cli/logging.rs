//! Where the log goes and how much of it: standard error, so that a command's answer stays alone on standard output.
//! A thread of its own writes it (`log_buffer.rs`), so that no request waits for a terminal or a disk.

use std::io::stderr;

use tracing_subscriber::EnvFilter;

use super::{
    Failure,
    log_buffer::{LogBuffer, LogGuard},
};
use crate::settings::{self, LogFormat};

/// Crates whose routine messages are not needed. The dispatcher logs an error when a client sends invalid HTTP, or
/// disconnects; what it refuses is logged by `transport/connection/parser_answers.rs`.
const NOISY: &str = "actix_http::h1::dispatcher=off,actix_server=warn,hyper=warn,hyper_util=warn,reqwest=warn,rustls=warn,sqlx=warn,h2=warn,\
                     pglite_oxide=warn,wasmer=warn,wasmer_wasix=warn,cranelift=warn";

/// Starts the log of the process. `RUST_LOG`, when set, decides alone how much there is. What is still to be written
/// is written when the guard goes.
#[must_use = "the log ends with it"]
pub fn start(format: LogFormat, brief: bool) -> Result<LogGuard, Failure> {
    let usual = || EnvFilter::new(format!("{},{NOISY}", if brief { "warn" } else { "info" }));
    // Settings have checked that it can be read.
    let filter =
        settings::process("RUST_LOG").filter(|text| !text.trim().is_empty()).map_or_else(usual, EnvFilter::new);
    let (writer, guard) = LogBuffer::start(stderr())?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    // A second start, in a test, keeps the first log.
    let _ = match format {
        LogFormat::Plain => log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init(),
    };
    Ok(guard)
}
