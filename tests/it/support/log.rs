//! What the program wrote to its log. One process runs many tests at once, so a test looks for values that only it
//! has: its request ids, its codes, its tokens.

use std::{
    io::Write,
    sync::{Mutex, Once, PoisonError},
};

static LINES: Mutex<String> = Mutex::new(String::new());

struct Captured;

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().unwrap_or_else(PoisonError::into_inner).push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Captures from now on, far more than an operator would turn on.
pub fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = "info,latchkey=trace,openidconnect=trace,oauth2=trace,reqwest=debug,hyper_util=debug,actix_http=debug,actix_web=debug";
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(|| Captured).init();
    });
}

pub fn contains(text: &str) -> bool {
    LINES.lock().unwrap_or_else(PoisonError::into_inner).contains(text)
}

/// The lines that hold the text, as JSON.
pub fn lines_with(text: &str) -> Vec<serde_json::Value> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    lines.lines().filter(|line| line.contains(text)).filter_map(|line| serde_json::from_str(line).ok()).collect()
}
