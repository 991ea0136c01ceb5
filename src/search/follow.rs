//! When the index is brought up to date: after changes, and now and then.

use std::time::{Duration, Instant};

use crate::{
    Result,
    database::{follower::Follower, notices::Topic},
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
        let mut changes = self.database.notices().follow(Topic::Documents);
        let mut round = 0_u32;
        while !self.database.pool().is_closed() {
            if let Err(error) = self.work_off(&mut changes, round.is_multiple_of(TIDY_EVERY)).await {
                tracing::warn!(detail = error.log(), "documents cannot be read for the search; trying again");
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            if !changes.next_within(LOOK_AGAIN).await {
                round = round.wrapping_add(1);
            }
        }
    }

    async fn work_off(&self, changes: &mut Follower, tidy: bool) -> Result<()> {
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
            if changes.any_came() {
                tokio::time::sleep((began.elapsed() * 3).min(LONGEST_PAUSE)).await;
            }
        }
    }
}
