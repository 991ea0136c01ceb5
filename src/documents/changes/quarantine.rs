//! What administrators see of documents in which a virus was found, and do with them.

use time::OffsetDateTime;
use uuid::Uuid;

use super::change::Lock;
use crate::{
    Error, Result,
    access::{
        ladder::Admin,
        level::{Edit, Level},
    },
    documents::{
        item::{Trace, Who},
        service::Documents,
        store,
    },
    storage::{
        content_hash::ContentHash,
        row::{bytes, hash},
    },
};

/// How many are on one page.
const SHOWN: u32 = 50;

/// A version of a document that nobody gets.
#[derive(Debug, Clone)]
pub struct QuarantinedLine {
    pub document: Uuid,
    /// Where it is, or was before it went into the trash.
    pub path: String,
    pub version: i32,
    pub size: u64,
    pub is_current: bool,
    pub is_trashed: bool,
    /// Whether the administrator may delete the document.
    pub may_delete: bool,
    /// Who uploaded it, and when.
    pub added: Trace,
    pub hash: ContentHash,
    /// What was found.
    pub signature: String,
    pub found_at: OffsetDateTime,
}

/// One page of them.
#[derive(Debug, Clone)]
pub struct QuarantinePage {
    pub lines: Vec<QuarantinedLine>,
    /// Whether there are more.
    pub has_next: bool,
}

impl Documents {
    /// A page of what is quarantined, from 0 on; what was found last comes first.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn quarantine(&self, admin: &Admin, page: u32) -> Result<QuarantinePage> {
        let (subjects, pool) = (admin.person().subjects(), self.database.pool());
        let (after, most) = (i64::from(page) * i64::from(SHOWN), i64::from(SHOWN) + 1);
        let mut rows = self.database.look_up(|| store::quarantined(pool, subjects, after, most)).await?;
        let has_next = rows.len() > SHOWN as usize;
        rows.truncate(SHOWN as usize);
        let lines = rows.into_iter().map(line).collect::<Result<_>>()?;
        Ok(QuarantinePage { lines, has_next })
    }

    /// Deletes for good a document whose bytes are quarantined, with all its versions.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Conflict` when its current bytes are not quarantined (any more).
    pub async fn delete_quarantined(&self, admin: &Admin, id: Uuid) -> Result<()> {
        let mut change = self.begin_change(admin.person(), Lock::Changing(id)).await?;
        let item = change.find::<Edit>(id).await?;
        let is_quarantined = item.content().is_some_and(|content| self.quarantined(&content.hash).is_some());
        if !is_quarantined {
            return Err(Error::conflict(text!("quarantine-other-bytes"), format!("{id} is not quarantined")));
        }
        change.decides_about(&item).await?;
        let deletion = change.put_into_trash(&item, None).await?;
        change.commit().await?;
        self.measure(&[deletion]).await;
        self.purge(admin, deletion).await
    }
}

fn line(row: store::QuarantinedRow) -> Result<QuarantinedLine> {
    Ok(QuarantinedLine {
        document: row.document,
        path: row.path,
        version: row.number,
        size: bytes(row.size)?,
        is_current: row.is_current,
        is_trashed: row.is_trashed,
        may_delete: row.is_current && !row.is_trashed && Level::of(row.level)? >= Some(Level::Edit),
        added: Trace { at: row.added_at, by: Who::of(row.added_by, row.adder) },
        hash: hash(row.sha256)?,
        signature: row.signature,
        found_at: row.found_at,
    })
}
