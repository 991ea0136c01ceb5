//! The contents of the trash.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    access::{ladder::Editor, role::Role},
    documents::{
        service::Documents,
        store::{self, TrashRow},
    },
};

/// One thing that was deleted, with everything that was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trashed {
    pub row: TrashRow,
    /// From then on it may go for good at any time.
    pub purged_at: OffsetDateTime,
    /// Whether it can still be restored.
    pub is_restorable: bool,
}

/// Some lines of the trash, the latest deletion first.
#[derive(Debug, Clone)]
pub struct TrashPage {
    pub lines: Vec<Trashed>,
    /// Where the next lines begin; `None`: these were the last.
    pub next: Option<(OffsetDateTime, Uuid)>,
}

impl Documents {
    /// The trash, from the cursor of the page before on.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn trash(&self, editor: &Editor, after: Option<(OffsetDateTime, Uuid)>, limit: u16) -> Result<TrashPage> {
        let (asked, condemned_too) = (i64::from(limit) + 1, self.shows_condemned(editor));
        let subjects = editor.person().subjects();
        let rows =
            self.database.look_up(|| store::trash(self.database.pool(), after, condemned_too, asked, subjects)).await?;
        let lines = rows.into_iter().map(|row| row.map(|row| self.trashed(row)));
        let mut lines = lines.collect::<Result<Vec<_>>>()?;
        let more = lines.len() > usize::from(limit);
        lines.truncate(limit.into());
        let last = lines.last().filter(|_| more);
        let next = last.map(|line| (line.row.deleted.at, line.row.deletion));
        Ok(TrashPage { lines, next })
    }

    /// What was deleted under this id: a single deletion, or a batch.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn deletions_of(&self, editor: &Editor, id: Uuid) -> Result<Vec<Uuid>> {
        let subjects = editor.person().subjects();
        self.database.look_up(|| store::deletions_of(self.database.pool(), id, subjects)).await
    }

    fn trashed(&self, row: TrashRow) -> Trashed {
        let purged_at = row.purge_at.unwrap_or(row.deleted.at + self.trash.retention);
        Trashed { purged_at, is_restorable: row.purge_at.is_none_or(|at| at > self.database.now()), row }
    }

    /// What an administrator has purged can be restored by administrators, until it is actually removed.
    pub fn shows_condemned(&self, editor: &Editor) -> bool {
        editor.person().standing.role == Some(Role::Admin)
    }
}
