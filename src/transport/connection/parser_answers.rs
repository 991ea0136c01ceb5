//! The answers that the framework's parser gives on its own: 400 for what is not HTTP, 408 for a request header that
//! does not end, 431 for one that is too long. They bypass the envelope, so their headers are added on the way out.

use std::sync::Arc;

use crate::{
    clock::SharedClock,
    transport::{
        headers::{self, HeaderPolicy},
        log_throttle::LogThrottle,
        request_id::RequestNumbers,
    },
};

/// What is added to such answers. A clone is another handle to the same.
#[derive(Clone)]
pub struct ParserAnswers {
    shared: Arc<Shared>,
}

struct Shared {
    headers: String,
    numbers: Arc<RequestNumbers>,
    clock: SharedClock,
    told: LogThrottle,
}

impl ParserAnswers {
    pub fn new(policy: &HeaderPolicy, numbers: Arc<RequestNumbers>, clock: SharedClock) -> Self {
        let headers = headers::of_no_page(policy);
        Self { shared: Arc::new(Shared { headers, numbers, clock, told: LogThrottle::default() }) }
    }

    /// The same answer with the headers that every answer carries. `None`: these bytes are no refusal without a body.
    pub fn dress(&self, answer: &[u8]) -> Option<Vec<u8>> {
        let head = std::str::from_utf8(answer.strip_suffix(b"\r\n")?).ok()?;
        let status = head.strip_prefix("HTTP/1.1 ").or_else(|| head.strip_prefix("HTTP/1.0 "))?.get(..3)?;
        if !status.starts_with('4') || head.contains("\r\n\r\n") || !head.ends_with("\r\n") {
            return None;
        }
        let id = self.shared.numbers.next();
        if let Some(suppressed) = self.shared.told.now(&self.shared.clock) {
            tracing::info!(target: "latchkey::request", id, status, suppressed, "refused before it was a request");
        }
        Some(format!("{head}{}x-request-id: {id}\r\n\r\n", self.shared.headers).into_bytes())
    }
}
