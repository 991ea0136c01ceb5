//! The database's time, by which everything goes that another copy counts from.

use time::OffsetDateTime;

use super::Database;
use crate::{Result, clock::SharedClock};

impl Database {
    /// The database's time by our own clock and the difference that was measured last: for times that are kept in
    /// rows and that another copy will count from, such as when something was deleted.
    pub fn now(&self) -> OffsetDateTime {
        self.inner.skew.theirs()
    }

    /// The same as a clock: for what is stamped outside the database and another copy counts from, such as the bytes
    /// of documents.
    pub fn clock(&self) -> SharedClock {
        self.inner.skew.clone()
    }

    /// The database's time, for whoever is about to delete what is old. Asks the database, so that what was measured
    /// a while ago does not count. Where the program runs by a test's clock, that clock's time.
    ///
    /// # Errors
    /// `Unavailable` when this machine's clock differs from the database's by more than a minute, with the sentence
    /// for the log; or when the database is away.
    pub async fn may_delete_by_time(&self) -> Result<OffsetDateTime> {
        let skew = &self.inner.skew;
        if !skew.is_measured() {
            return Ok(skew.ours());
        }
        let before = skew.ours();
        let ask = || sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(&self.inner.pool);
        let theirs = self.look_up(ask).await?;
        skew.note(before, theirs);
        skew.check().map(|()| theirs)
    }

    /// Whether this machine's clock and the database's differed by no more than a minute when they were last compared.
    pub fn clocks_agree(&self) -> bool {
        self.inner.skew.agrees()
    }
}
