//! What can raise an alarm.

use time::OffsetDateTime;

/// In the order in which administrators see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// Unusually many answers 401 and 403. Counted in five minutes, and in the same five an hour before.
    Refusals,
    /// The store fails, or is away. Counted: errors in five minutes.
    Store,
    /// The database is slow, or does not answer. Counted: milliseconds for 95 of 100 look-ups.
    Database,
    /// The disk of `DATA_DIR` fills up. Counted: per cent that are free.
    Disk,
    /// The certificate by which the program proves itself to the provider ends soon. Counted: days left.
    Certificate,
}

impl Alarm {
    pub const ALL: [Self; 5] = [Self::Refusals, Self::Store, Self::Database, Self::Disk, Self::Certificate];

    /// As the log, the record, metrics and webhooks spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refusals => "refusals",
            Self::Store => "store",
            Self::Database => "database",
            Self::Disk => "disk",
            Self::Certificate => "certificate",
        }
    }
}

/// One that has begun and not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raised {
    pub alarm: Alarm,
    pub since: OffsetDateTime,
    /// What was measured when it began; [`Alarm`] says in which unit.
    pub count: u64,
    /// What was usual then, or the limit.
    pub usual: u64,
}

impl Raised {
    /// What is wrong, in a sentence.
    pub fn in_words(&self) -> String {
        let (count, usual) = (self.count, self.usual);
        match self.alarm {
            Alarm::Refusals => text!("alarm-refusals", count = count, usual = usual),
            Alarm::Store => text!("alarm-store", count = count),
            Alarm::Database => text!("alarm-database", count = count, usual = usual),
            Alarm::Disk => text!("alarm-disk", count = count),
            Alarm::Certificate => text!("alarm-certificate", count = count),
        }
    }
}
