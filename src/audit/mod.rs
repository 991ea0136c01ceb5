//! What happened, and can we prove it? Rows are added and never touched again.

mod event;
mod store;

use sqlx::PgConnection;

pub use self::event::Event;
use crate::{Result, database::Database};

/// Writes the record.
#[derive(Clone)]
pub struct Audit {
    database: Database,
}

impl Audit {
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// Writes the event in the caller's transaction, so that neither the change nor its record is there alone (I8).
    /// `actor` is a user key or the name of a command; `request_id` is that of the log line.
    pub async fn record(
        &self,
        connection: &mut PgConnection,
        event: Event,
        actor: Option<&str>,
        request_id: &str,
    ) -> Result<()> {
        Ok(store::insert(connection, self.database.now(), &event, actor, request_id).await?)
    }

    /// Writes an event that changes nothing else. Not while the caller holds a connection: there may be only one.
    pub async fn note(&self, event: Event, actor: Option<&str>, request_id: &str) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        self.record(&mut transaction, event, actor, request_id).await?;
        Ok(transaction.commit().await?)
    }
}
