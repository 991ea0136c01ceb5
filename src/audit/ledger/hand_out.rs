//! One request that hands something out.

use std::{ops::Range, sync::Arc};

use super::entry::Entry;
use crate::clock::SharedClock;

/// The proof that the record has the row of what is about to be sent. Its end is noticed when it is dropped.
pub struct HandOut {
    entry: Arc<Entry>,
    clock: SharedClock,
    /// What this request sends; `None`: nothing yet.
    part: Option<Range<u64>>,
    /// The length of all.
    of: u64,
    sent: u64,
}

impl HandOut {
    /// The entry counts this request already.
    pub(super) fn new(entry: Arc<Entry>, clock: SharedClock) -> Self {
        Self { entry, clock, part: None, of: 0, sent: 0 }
    }

    /// Its row is written, and these bytes of a whole are about to be sent.
    pub fn begin(&mut self, part: Range<u64>, of: u64) {
        self.entry.request_begins();
        (self.part, self.of) = (Some(part), of);
    }

    /// This number of bytes was sent in addition.
    pub fn sent(&mut self, bytes: u64) {
        self.sent += bytes;
        self.entry.sent(bytes);
    }

    /// Everything was sent at once, as a part of something else.
    pub fn sent_at_once(mut self, bytes: u64) {
        self.begin(0..bytes, bytes);
        self.sent(bytes);
    }

    /// The store was asked to send it.
    pub fn redirected(mut self) {
        self.begin(0..0, 0);
    }
}

impl Drop for HandOut {
    fn drop(&mut self) {
        if let Some(part) = self.part.take() {
            let length = part.end - part.start;
            let sent = part.start..part.start + self.sent.min(length);
            self.entry.request_ends(sent, self.of, self.sent < length, self.clock.now());
        }
        self.entry.leave();
    }
}
