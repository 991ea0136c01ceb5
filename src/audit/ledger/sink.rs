//! Where rows go: to the database, or first to a file.

use std::sync::Arc;

use crate::{
    Result,
    audit::{journal::Journal, row::Row, writer::Writer},
    settings::AuditMode,
};

/// What has to have a row before anything is handed out, and what sends it on.
pub(super) struct Sink {
    pub mode: AuditMode,
    pub writer: Writer,
    pub journal: Journal,
}

impl Sink {
    /// Waits until these rows are kept.
    ///
    /// # Errors
    /// Then none of them is.
    pub async fn write(&self, rows: Vec<Arc<Row>>) -> Result<()> {
        match self.mode {
            AuditMode::Strict => self.writer.write(rows).await,
            AuditMode::Relaxed => self.journal.append(&rows),
        }
    }
}
