//! The database's time, used for everything that another copy compares with.

use time::OffsetDateTime;

use super::Database;
use crate::{Result, clock::SharedClock};

impl Database {
    /// The database's time, computed from our own clock and the last measured difference: for times that are stored
    /// in rows and that another copy will compare with, such as the time of a deletion.
    pub fn now(&self) -> OffsetDateTime {
        self.inner.skew.theirs()
    }

    /// The same as a clock: for timestamps outside the database that another copy compares with, such as those of
    /// blobs.
    pub fn clock(&self) -> SharedClock {
        self.inner.skew.clone()
    }

    /// The database's time, for callers that are about to delete what is old. It asks the database, so that an
    /// earlier measurement does not count. Where the program runs with a test's clock, that clock's time.
    ///
    /// # Errors
    /// `Unavailable` when this machine's clock differs from the database's by more than a minute, with a log message;
    /// or when the database is away.
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
