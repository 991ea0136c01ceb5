//! What the room consists of.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::Mutex;

use super::{
    answer::Answer,
    scanner::Scanner,
    store::{self, Changed},
};
use crate::{
    Result,
    audit::{Actor, Audit, Event, ScanEvent},
    clock::SharedClock,
    database::{
        Database,
        notices::{ChangedDocuments, Topic},
    },
    settings::ScanSettings,
    storage::{blobs::Blobs, content_hash::ContentHash, row::hash},
};

/// The virus scan. Without a scanner nothing is scanned, but what was quarantined before stays so.
pub struct Scanning {
    pub(super) database: Database,
    pub(super) audit: Arc<Audit>,
    pub(super) blobs: Arc<Blobs>,
    pub(super) scanner: Option<Scanner>,
    /// Each reader of the quarantine stores what it has read before the next one reads: an older list never replaces a newer one.
    reloading: Mutex<()>,
}

/// Bytes, and the signature database that looked at them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked<'a> {
    pub hash: ContentHash,
    pub size: u64,
    pub scanner: &'a str,
}

impl Scanning {
    /// Reads what is quarantined: nobody gets it, from the first answer on.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn open(
        database: &Database,
        audit: Arc<Audit>,
        blobs: Arc<Blobs>,
        settings: Option<&ScanSettings>,
        clock: &SharedClock,
    ) -> Result<Self> {
        let scanner = settings.map(|settings| Scanner::new(settings, clock.clone()));
        let scanning = Self { database: database.clone(), audit, blobs, scanner, reloading: Mutex::new(()) };
        scanning.reload().await?;
        Ok(scanning)
    }

    /// Whether there is a scanner.
    pub fn is_on(&self) -> bool {
        self.scanner.is_some()
    }

    /// Reads again what nobody gets.
    pub(super) async fn reload(&self) -> Result<()> {
        let _turn = self.reloading.lock().await;
        let rows = self.database.look_up(|| store::quarantined(self.database.pool())).await?;
        let found =
            rows.into_iter().map(|row| Ok((hash(row.sha256)?, row.signature))).collect::<Result<HashMap<_, _>>>()?;
        self.blobs.withheld().replace(found);
        Ok(())
    }

    /// Writes down a result, with what it changes for documents that are there (I8).
    pub(super) async fn keep(&self, looked: Looked<'_>, answer: &Answer) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let changed = store::keep(&mut transaction, looked, answer, self.database.now()).await?;
        let sha256 = looked.hash.to_string();
        let event = match changed.clone() {
            Changed::Quarantined { signature, documents } if documents > 0 => {
                Some(ScanEvent::Quarantined { sha256, signature, documents })
            }
            Changed::Lifted { signature } => Some(ScanEvent::Lifted { sha256, signature }),
            Changed::Quarantined { .. } | Changed::Nothing => None,
        };
        if let Some(event) = event {
            tracing::warn!(kind = event.kind(), sha256 = %looked.hash, "the virus scan has changed what is quarantined");
            self.audit.record(&mut transaction, &itself(), Event::Scan(event)).await?;
        }
        transaction.commit().await?;
        if changed != Changed::Nothing {
            self.changed_quarantine().await?;
        }
        Ok(())
    }

    /// In this copy now; the others are told by a trigger.
    pub(super) async fn changed_quarantine(&self) -> Result<()> {
        self.reload().await?;
        self.database.notices().changed(Topic::Quarantine);
        // The indexer listens.
        drop(self.database.notices().tell_documents_at_the_end(ChangedDocuments::nothing()));
        Ok(())
    }
}

/// Nobody asks for what is scanned in the background.
fn itself() -> Actor {
    Actor::background("virus scan", "virus scan")
}
