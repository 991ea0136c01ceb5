//! What happened, and can we prove it? Rows are added and never touched again.

mod actor;
mod entry;
mod event;
mod event_row;
mod filter;
mod kinds;
mod reading;
mod record_event;
mod retention;
mod scan_event;
mod scim_event;
mod store;
mod which_sessions;

use sqlx::PgConnection;

pub use self::{
    actor::{Actor, Via},
    entry::Entry,
    event::Event,
    filter::{Filter, Mark, Position, Whereof, Whose},
    reading::{Asked, Part, Way},
    record_event::RecordEvent,
    scan_event::ScanEvent,
    scim_event::ScimEvent,
    which_sessions::WhichSessions,
};
use crate::{Result, database::Database};

/// Writes and reads the record.
#[derive(Clone)]
pub struct Audit {
    database: Database,
}

impl Audit {
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Writes the event in the caller's transaction, so that neither the change nor its record is there alone (I8).
    pub async fn record(&self, connection: &mut PgConnection, actor: &Actor, event: Event) -> Result<()> {
        Ok(store::insert(connection, self.database.now(), actor, &event).await?)
    }

    /// Writes an event that changes nothing else. Not while the caller holds a connection: there may be only one.
    pub async fn note(&self, actor: &Actor, event: Event) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        self.record(&mut transaction, actor, event).await?;
        Ok(transaction.commit().await?)
    }
}
