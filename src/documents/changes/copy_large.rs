//! A copy of more items than a request may wait for. The new tree is built out of sight, in small transactions that
//! lock no part of the tree, and appears all at once (`copy_steps.rs`). Any running copy of the program continues it,
//! also after a crash. What changes in the source meanwhile is copied in the state that it has when its folder is
//! reached.

use time::Duration;
use uuid::Uuid;

use super::{
    change::{Lock, fits_below},
    copy::Copied,
    taken_name::taken_by,
};
use crate::{
    Error, Result,
    access::{
        ladder::{Editor, Person},
        role::Role,
    },
    documents::{
        name::Name,
        on_taken::OnTaken,
        own_grants::OwnGrants,
        service::Documents,
        store::{self, CopyRow, NewFolder, TreeSize},
    },
};

pub use crate::documents::store::CopyRow as LargeCopy;

/// How many items are copied before the response; a larger copy is made after it.
pub(super) const AT_ONCE: u64 = 1_000;

/// How long people see what became of their copies.
pub(super) const REMEMBERED: Duration = Duration::days(7);

/// So many of a person's copies are shown.
const SHOWN: i64 = 100;

impl Documents {
    /// Begins a large copy. Refuses what would be refused in the end, as far as that can be known.
    pub(super) async fn begin_copy(
        &self,
        editor: &Editor,
        (id, size): (Uuid, TreeSize),
        into: Uuid,
        name: Option<&Name>,
        on_taken: OnTaken,
        grants: OwnGrants,
    ) -> Result<Copied> {
        let height = self.height(id).await?;
        let mut change = self.begin_change(editor.person(), Lock::Adding(into)).await?;
        let item = change.item(id).await?;
        let keeps_grants = grants == OwnGrants::Keep && change.may_keep_grants(id).await?;
        let folder = change.folder(into).await?;
        fits_below(&folder.path, height)?;
        let name = name.cloned().map_or_else(|| Name::parse(&item.name).map_err(Error::internal), Ok)?;
        if let Some(there) = change.child(into, name.as_str()).await? {
            match on_taken {
                _ if there.level.is_none() => return Err(taken_by(&there, &name)),
                OnTaken::KeepBoth => {}
                OnTaken::Skip => return change.item(there.id).await.map(|item| Copied::Whole(Box::new(item))),
                OnTaken::Refuse | OnTaken::Replace => return Err(taken_by(&there, &name)),
            }
        }
        change.has_room(into, size.bytes).await?;
        let (by, at, top) = (change.by.clone(), change.at, change.new_id());
        let copy = CopyRow {
            id: change.new_id(),
            source_id: id,
            folder_id: into,
            top_id: top,
            name: name.to_string(),
            started_by: by.clone(),
            request_id: editor.person().request.0.clone(),
            started_at: at,
            state: "running".to_owned(),
            total: i64::try_from(size.nodes).unwrap_or(i64::MAX),
            copied: 1,
            documents: 0,
            keeps_grants,
            reason: None,
        };
        // Its own name may be taken until the end.
        let aside = NewFolder { id: top, parent: into, name: top.to_string() };
        store::add_folders(change.connection(), &[aside], &by, at).await?;
        store::describe_all(change.connection(), &[top], &[item.description]).await?;
        let deletion = change.new_id();
        store::add_copy(change.connection(), &copy, deletion).await?;
        change.changed_nothing();
        change.commit().await?;
        self.copy_now.notify_one();
        Ok(Copied::Begun(Box::new(copy)))
    }

    /// A large copy, for the person who requested it and for administrators.
    ///
    /// # Errors
    /// `NotFound`, also for somebody else's.
    pub async fn large_copy(&self, editor: &Editor, id: Uuid) -> Result<CopyRow> {
        let copy = self.copy_row(id).await?.filter(|copy| is_theirs(editor.person(), copy));
        copy.ok_or_else(|| Error::not_found(format!("no copy {id}")))
    }

    /// This person's large copies, the latest first.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn large_copies(&self, editor: &Editor) -> Result<Vec<CopyRow>> {
        let by = editor.person().key();
        self.database.look_up(|| store::copies(self.database.pool(), None, Some(&by), SHOWN)).await
    }

    /// Cancels a copy that is not complete yet, and removes what there is of it.
    ///
    /// # Errors
    /// `NotFound`, also for somebody else's; `Conflict` when it has ended.
    pub async fn cancel_copy(&self, editor: &Editor, id: Uuid) -> Result<()> {
        let copy = self.large_copy(editor, id).await?;
        if !self.give_up(&copy, "cancelled", None).await? {
            return Err(Error::conflict(text!("copy-over"), format!("copy {id} has ended")));
        }
        Ok(())
    }

    pub(super) async fn copy_row(&self, id: Uuid) -> Result<Option<CopyRow>> {
        let found = self.database.look_up(|| store::copies(self.database.pool(), Some(id), None, 1)).await?;
        Ok(found.into_iter().next())
    }

    /// Ends a copy that is not complete. `false`: it had ended.
    pub(super) async fn give_up(&self, copy: &CopyRow, state: &str, reason: Option<&str>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        if store::hold_copy(&mut transaction, copy.id, true).await?.is_none() {
            return Ok(false);
        }
        let now = self.database.now();
        store::end_copy(&mut transaction, copy.id, state, reason, now).await?;
        store::drop_copy(&mut transaction, copy.top_id, now).await?;
        transaction.commit().await?;
        self.purge_now.notify_one();
        Ok(true)
    }
}

fn is_theirs(person: &Person, copy: &CopyRow) -> bool {
    copy.started_by == person.key() || person.standing.role == Some(Role::Admin)
}
