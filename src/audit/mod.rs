//! What happened, and can we prove it? Rows are added and never touched again.

mod actor;
mod alarm_event;
mod download_event;
mod entry;
mod event;
mod event_row;
mod filter;
mod journal;
mod journal_file;
mod kinds;
mod ledger;
mod reading;
mod record_event;
mod refusal_event;
mod refusals;
mod retention;
mod row;
mod scan_event;
mod scim_event;
mod store;
mod which_sessions;
mod writer;

use std::sync::Arc;

use sqlx::PgConnection;
use uuid::Uuid;

use self::row::Row;
pub use self::{
    actor::{Actor, Via},
    alarm_event::AlarmEvent,
    download_event::{DownloadEvent, How, Outcome},
    entry::Entry,
    event::Event,
    filter::{Filter, Mark, Position, Whereof, Whose},
    ledger::{HandOut, Ledger, What},
    reading::{Asked, Part, Way},
    record_event::RecordEvent,
    refusal_event::RefusalEvent,
    row::new_uid,
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
        Ok(store::insert(connection, self.database.now(), None, actor, &event).await?)
    }

    /// The same, under a new name by which the end of a download refers to it ([`Ledger::begun`]).
    pub async fn record_as(&self, connection: &mut PgConnection, uid: Uuid, actor: &Actor, event: Event) -> Result<()> {
        Ok(store::insert(connection, self.database.now(), Some(uid), actor, &event).await?)
    }

    /// The same for several events at once, each with a new name.
    pub async fn record_all(&self, connection: &mut PgConnection, events: &[(Uuid, Actor, Event)]) -> Result<()> {
        let at = self.database.now();
        let row = |(uid, actor, event): &(Uuid, Actor, Event)| Arc::new(Row::new(*uid, at, actor, event));
        Ok(store::insert_all(connection, &events.iter().map(row).collect::<Vec<_>>()).await?)
    }

    /// Writes an event that changes nothing else. Not while the caller holds a connection: there may be only one.
    pub async fn note(&self, actor: &Actor, event: Event) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        self.record(&mut transaction, actor, event).await?;
        Ok(transaction.commit().await?)
    }
}
