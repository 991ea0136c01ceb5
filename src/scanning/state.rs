//! What people are told of the scan: readers of one content, administrators of all of it; and what administrators decide.

use time::OffsetDateTime;

pub use super::store::Counts;
use super::{
    answer::Why,
    scanner::{NotReady, Scanner},
    service::Scanning,
    store,
};
use crate::{
    Error, Result,
    access::ladder::{Admin, Reader},
    audit::{Event, ScanEvent},
    database::notices::ChangedDocuments,
    settings::{ScanSettings, ScanWhen, ScannerDown},
    storage::content_hash::ContentHash,
};

/// The longest reason for a release, in characters.
pub const LONGEST_REASON: usize = 500;

/// How many are put into the queue in one statement.
const STEP: i64 = 5000;

/// What is known of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// Nothing was found.
    Clean(OffsetDateTime),
    NotYet,
    /// It was not looked at, or not at all of it.
    Not(Why),
    /// This was found, and nobody gets the bytes.
    Quarantined(String),
    /// This was found, and an administrator says that it is none.
    Released(String),
}

/// How it is with the scanner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerState {
    /// There is none.
    Off,
    /// Its program and signature database.
    Ready(String),
    NotReady(NotReady),
}

/// For administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub scanner: ScannerState,
    /// What the operator has chosen; `None` without a scanner.
    pub chosen: Option<(ScanWhen, ScannerDown)>,
    pub counts: Counts,
}

impl Scanning {
    /// What is known of a content. `None`: there is no scanner, and nothing was ever found in it.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn of(&self, _: &Reader, hash: ContentHash, size: u64) -> Result<Option<Scanned>> {
        if size == 0 {
            return Ok(None);
        }
        let known = self.database.look_up(|| store::known(self.database.pool(), &hash)).await?;
        let scanned =
            known.map_or(Scanned::NotYet, |known| match (&known.signature, known.unscanned(), known.scanned_at) {
                (Some(signature), ..) if known.is_released => Scanned::Released(signature.clone()),
                (Some(signature), ..) => Scanned::Quarantined(signature.clone()),
                (None, Some(why), _) => Scanned::Not(why),
                (None, None, Some(at)) if known.state == "clean" => Scanned::Clean(at),
                _ => Scanned::NotYet,
            });
        let tells = self.is_on() || matches!(scanned, Scanned::Quarantined(_) | Scanned::Released(_));
        Ok(tells.then_some(scanned))
    }

    /// How many contents wait for the scanner; none where there is no scanner.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn queued(&self) -> Result<i64> {
        if !self.is_on() {
            return Ok(0);
        }
        self.database.look_up(|| store::count_waiting(self.database.pool())).await
    }

    /// How the scanner is, and how many contents wait for it or could not be scanned.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn overview(&self, _: &Admin) -> Result<Overview> {
        let counts = self.database.look_up(|| store::counts(self.database.pool())).await?;
        let scanner = match &self.scanner {
            None => ScannerState::Off,
            Some(scanner) => scanner.ready().await.map_or_else(ScannerState::NotReady, ScannerState::Ready),
        };
        let chosen = self.scanner.as_ref().map(|scanner| (scanner.when, scanner.down));
        Ok(Overview { scanner, chosen, counts })
    }

    /// Lets go of bytes that are quarantined: an administrator says that what was found is none.
    ///
    /// # Errors
    /// `Invalid` without a reason; `NotFound` for what is not quarantined.
    pub async fn release(&self, admin: &Admin, hash: ContentHash, reason: &str) -> Result<()> {
        let reason: String = reason.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_REASON).collect();
        if reason.is_empty() {
            return Err(Error::invalid(text!("quarantine-no-reason"), "a release without a reason"));
        }
        let (person, now) = (admin.person(), self.database.now());
        let mut transaction = self.database.begin().await?;
        let released = store::release(&mut *transaction, &hash, &person.key(), &reason, now).await?;
        let signature = released.ok_or_else(|| Error::not_found(format!("{hash} is not quarantined")))?;
        let event = ScanEvent::Released { sha256: hash.to_string(), signature, reason };
        self.audit.record(&mut transaction, &person.actor(), Event::Scan(event)).await?;
        transaction.commit().await?;
        self.changed_quarantine().await
    }

    /// Has scanned again what could not be scanned, or `all`.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn scan_again(&self, admin: &Admin, all: bool) -> Result<()> {
        let (now, mut contents) = (self.database.now(), 0);
        loop {
            let step = store::line_up(self.database.pool(), all, now, STEP).await?;
            contents += step;
            if step < STEP.unsigned_abs() {
                break;
            }
        }
        self.audit.note(&admin.person().actor(), Event::Scan(ScanEvent::Again { contents })).await?;
        // The queue listens.
        drop(self.database.notices().tell_documents_at_the_end(ChangedDocuments::nothing()));
        Ok(())
    }

    /// Whether the scanner of these settings answers and can be believed; its version.
    ///
    /// # Errors
    /// `NotReady`, in words for the operator.
    pub async fn try_out(settings: &ScanSettings, clock: &crate::clock::SharedClock) -> Result<String, NotReady> {
        Scanner::new(settings, clock.clone()).ready().await
    }
}
