//! The scanner that the operator has named: whether it answers, and whether what it says can be believed.

use std::{
    fmt, io,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use time::{Duration, OffsetDateTime};
use tokio::sync::Semaphore;

use super::{
    answer::Answer,
    clamd::{Clamd, Fault},
    probe,
};
use crate::{
    clock::SharedClock,
    settings::{ScanSettings, ScanWhen, ScannerDown},
};

/// How many streams it gets at once from this copy of the program; clamd's own usual limit is 12.
const AT_ONCE: usize = 6;

/// How long it is believed before it is tried again: it may have been set up differently meanwhile.
const BELIEVED: Duration = Duration::minutes(5);

pub struct Scanner {
    pub when: ScanWhen,
    pub down: ScannerDown,
    clamd: Clamd,
    places: Semaphore,
    clock: SharedClock,
    /// The version that was tried last and admits its limits, and when that was.
    believed: Mutex<Option<(String, OffsetDateTime)>>,
}

/// Why nothing can be scanned now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReady {
    /// It does not answer.
    Away(String),
    /// It says that all is well with what it does not look at.
    Careless,
}

/// What came of a scan.
#[derive(Debug)]
pub enum Outcome {
    Answered(Answer),
    /// It cannot be asked.
    NotReady(NotReady),
    /// It can be asked, and broke off on these bytes.
    Broke(String),
    /// The bytes cannot be read.
    Unreadable(io::Error),
}

impl fmt::Display for NotReady {
    /// For operators.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Away(why) => write!(f, "the virus scanner does not answer: {why}"),
            Self::Careless => f.write_str(
                "the virus scanner calls clean what it does not look at: set \"AlertExceedsMax yes\" (and \"ScanArchive yes\") \
                 in clamd.conf and restart clamd",
            ),
        }
    }
}

impl Scanner {
    pub fn new(settings: &ScanSettings, clock: SharedClock) -> Self {
        Self {
            when: settings.when,
            down: settings.down,
            clamd: Clamd::new(settings.place.clone(), settings.patience),
            places: Semaphore::new(AT_ONCE),
            clock,
            believed: Mutex::new(None),
        }
    }

    /// Its program and signature database, if it answers and can be believed.
    pub async fn ready(&self) -> Result<String, NotReady> {
        let version = self.clamd.version().await.map_err(|fault| NotReady::Away(why(fault)))?;
        if self.is_believed(&version) {
            return Ok(version);
        }
        let archive = probe::too_deep().map_err(|error| NotReady::Away(error.to_string()))?;
        match self.clamd.scan(stream::iter([Ok(Bytes::from(archive))])).await {
            Ok(Answer::Clean) => Err(NotReady::Careless),
            Ok(_) => {
                let believed = Some((version.clone(), self.clock.now()));
                *self.believed.lock().unwrap_or_else(PoisonError::into_inner) = believed;
                Ok(version)
            }
            Err(fault) => Err(NotReady::Away(why(fault))),
        }
    }

    fn is_believed(&self, version: &str) -> bool {
        let believed = self.believed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_young = |at: OffsetDateTime| (Duration::ZERO..BELIEVED).contains(&(self.clock.now() - at));
        believed.as_ref().is_some_and(|(known, at)| known == version && is_young(*at))
    }

    /// Has all bytes of the stream looked at; waits while others do.
    pub async fn scan(&self, source: impl Stream<Item = io::Result<Bytes>> + Unpin) -> Outcome {
        let _place = self.places.acquire().await;
        match self.clamd.scan(source).await {
            Ok(answer) => Outcome::Answered(answer),
            Err(Fault::Source(error)) => Outcome::Unreadable(error),
            // Is it these bytes, or is it the scanner?
            Err(Fault::Scanner(why)) => match self.ready().await {
                Ok(_) => Outcome::Broke(why),
                Err(not_ready) => Outcome::NotReady(not_ready),
            },
        }
    }
}

fn why(fault: Fault) -> String {
    match fault {
        Fault::Source(error) => error.to_string(),
        Fault::Scanner(why) => why,
    }
}
