//! What only the database knows: how long the queues are, and what is under way. It is asked when Prometheus asks, for a
//! short time: a database that does not answer leaves these numbers out, and delays no others.

use std::time::Duration;

use tokio::try_join;

use super::Collection;
use crate::{Result, search::Queued};

/// How long it is waited for all of them. Prometheus itself gives up after ten seconds, unless its settings say otherwise.
const PATIENCE: Duration = Duration::from_secs(2);

/// The same for the one question whether it answers at all, where that took too long.
const SHORT_PATIENCE: Duration = Duration::from_secs(1);

/// At one moment.
pub struct Gathered {
    pub search: Queued,
    pub scans: i64,
    pub mails: i64,
    /// How long the oldest of them waits.
    pub oldest_mail: time::Duration,
    pub uploads: i64,
    /// What they will have together when they are complete.
    pub upload_bytes: u64,
}

impl Collection {
    /// `None`: the database does not answer, or not soon.
    pub(super) async fn gather(&self) -> Option<Gathered> {
        if self.parts.database.is_away() {
            return None;
        }
        match tokio::time::timeout(PATIENCE, self.ask()).await {
            Ok(Ok(gathered)) => Some(gathered),
            Ok(Err(error)) => {
                tracing::debug!(detail = error.log(), "the queues could not be counted");
                None
            }
            Err(_) => {
                tracing::debug!("the queues could not be counted in time");
                None
            }
        }
    }

    /// Whether the database answers at all: a long queue, which takes long to count, is no dead database.
    pub(super) async fn database_answers(&self) -> bool {
        let ping = tokio::time::timeout(SHORT_PATIENCE, self.parts.database.ping()).await;
        ping.is_ok_and(|answer| answer.is_ok())
    }

    async fn ask(&self) -> Result<Gathered> {
        let (search, scans, (mails, oldest_mail), (uploads, upload_bytes)) = try_join!(
            self.parts.search.queued(),
            self.parts.scanning.queued(),
            self.parts.mail.queued(),
            self.parts.uploads.under_way(),
        )?;
        Ok(Gathered { search, scans, mails, oldest_mail, uploads, upload_bytes })
    }
}
