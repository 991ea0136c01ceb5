//! Waiting for notices of one topic, for background work that follows changes.

use std::time::Duration;

use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};

use super::notices::{Notice, Notices, Topic};

/// Hears the notices of one topic. Where it was too slow and missed some, it counts that as one.
pub struct Follower {
    notices: Receiver<Notice>,
    topic: Topic,
}

impl Notices {
    /// Follows a topic from now on.
    pub fn follow(&self, topic: Topic) -> Follower {
        Follower { notices: self.subscribe(), topic }
    }
}

impl Follower {
    /// Waits for the next notice. `false`: none came within this time.
    pub async fn next_within(&mut self, patience: Duration) -> bool {
        let next = async {
            loop {
                match self.notices.recv().await {
                    Ok(notice) if notice.topic == self.topic => return,
                    Err(RecvError::Lagged(_)) => return,
                    Err(RecvError::Closed) => std::future::pending().await,
                    Ok(_) => {}
                }
            }
        };
        tokio::time::timeout(patience, next).await.is_ok()
    }

    /// Whether notices have come since the last question; they are over then.
    pub fn any_came(&mut self) -> bool {
        let mut came = false;
        loop {
            match self.notices.try_recv() {
                Ok(notice) => came |= notice.topic == self.topic,
                Err(TryRecvError::Lagged(_)) => came = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return came,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use time::macros::datetime;

    use super::*;
    use crate::{clock::ManualClock, database::notices::ChangedDocuments};

    #[tokio::test]
    async fn it_hears_its_own_topic_once_and_counts_what_it_missed() {
        let notices = Arc::new(Notices::of_this_process(ManualClock::at(datetime!(2026-03-01 12:00 UTC))));
        let change = || drop(notices.tell_documents_at_the_end(ChangedDocuments::Anywhere));
        let (mut documents, mut quarantine) = (notices.follow(Topic::Documents), notices.follow(Topic::Quarantine));
        assert!(!documents.any_came());
        change();
        assert!(documents.any_came() && !documents.any_came() && !quarantine.any_came());
        change();
        assert!(documents.next_within(Duration::from_mins(1)).await);
        // More than are held for anybody.
        (0..5000).for_each(|_| change());
        assert!(documents.any_came() && quarantine.any_came(), "something may have been among them");
    }
}
