//! When the index is brought up to date: after changes, and now and then.

use std::time::{Duration, Instant};

use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};

use crate::{
    Result,
    database::notices::{Notice, Topic},
    search::indexer::Indexer,
};

/// What waits may be due although nobody says so: after a pause, or left over by a copy that died.
pub const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The longest pause for others between two rounds.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How many rounds of looking again until the table is tidied.
const TIDY_EVERY: u32 = 120;

impl Indexer {
    /// Works until the database is closed: whenever somebody changed documents, and now and then.
    pub async fn follow(self) {
        let mut notices = self.database.notices().subscribe();
        let mut round = 0_u32;
        while !self.database.pool().is_closed() {
            if let Err(error) = self.work_off(&mut notices, round.is_multiple_of(TIDY_EVERY)).await {
                tracing::warn!(detail = error.log(), "documents cannot be read for the search; trying again");
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            let heard = async {
                loop {
                    match notices.recv().await {
                        Ok(notice) if notice.topic == Topic::Documents => return,
                        Err(RecvError::Lagged(_)) => return,
                        Err(RecvError::Closed) => std::future::pending().await,
                        Ok(_) => {}
                    }
                }
            };
            if tokio::time::timeout(LOOK_AGAIN, heard).await.is_err() {
                round = round.wrapping_add(1);
            }
        }
    }

    async fn work_off(&self, notices: &mut Receiver<Notice>, tidy: bool) -> Result<()> {
        if tidy {
            self.tidy().await?;
        }
        loop {
            let began = Instant::now();
            if self.run_once(self.database.now()).await? == 0 {
                self.idle.notify_one();
                return Ok(());
            }
            // People come first: while somebody changes documents, this takes a quarter of the time, and more at once.
            let is_somebody_at_work = std::iter::repeat_with(|| notices.try_recv())
                .take_while(|heard| !matches!(heard, Err(TryRecvError::Empty | TryRecvError::Closed)))
                .filter(|heard| heard.as_ref().is_ok_and(|notice| notice.topic == Topic::Documents))
                .count()
                > 0;
            if is_somebody_at_work {
                tokio::time::sleep((began.elapsed() * 3).min(LONGEST_PAUSE)).await;
            }
        }
    }
}
