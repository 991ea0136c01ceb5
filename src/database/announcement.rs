//! Notices that are sent when a transaction has ended, however it ended.

use std::sync::Arc;

use super::{
    notices::{Notices, Topic},
    outbox::ChangedDocuments,
};

/// See [`Notices::tell_at_the_end`].
#[must_use = "it tells when it is dropped"]
pub struct Announcement {
    notices: Arc<Notices>,
    what: What,
}

enum What {
    Topic(Topic),
    Documents(ChangedDocuments),
}

impl Announcement {
    pub(super) fn of_topic(notices: &Arc<Notices>, topic: Topic) -> Self {
        Self { notices: notices.clone(), what: What::Topic(topic) }
    }

    pub(super) fn of_documents(notices: &Arc<Notices>, changed: ChangedDocuments) -> Self {
        Self { notices: notices.clone(), what: What::Documents(changed) }
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        match &mut self.what {
            What::Topic(topic) => self.notices.changed(*topic),
            What::Documents(changed) => self.notices.tell_documents(std::mem::take(changed)),
        }
    }
}
