//! The virus scan: what comes in is looked at by ClamAV's daemon, before it is a document ([`admit`]) or while it is one
//! ([`queue`]). What was found in is quarantined: [`crate::storage::withheld`] refuses its bytes to everybody.
//!
//! One row for each content (`virus_scans`) has the last result and by which signature database; equal bytes are scanned once by each.
//! A scanner that does not answer, or that says "fine" to what it did not look at, has said nothing: that never counts as clean.

mod admit;
mod answer;
mod clamd;
mod probe;
mod quarantine;
mod queue;
mod scanner;
mod service;
mod state;
mod store;

pub use self::{
    admit::{Coming, Objection, SCANNER_AWAY},
    answer::Why,
    scanner::NotReady,
    service::Scanning,
    state::{Counts, LONGEST_REASON, Overview, Scanned, ScannerState},
};
