//! One change: a transaction that holds its parts of the tree, knows its actor, and ends with a row in the audit log
//! (I8).

use std::sync::Arc;

use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{
        ladder::Person,
        level::{Edit, Granted, Level, Permission},
        people,
        subjects::Subjects,
    },
    audit::{Actor, Event},
    database::notices::{ChangedDocuments, Topic},
    documents::{
        changes::quota_check::{PersonUse, check_quota, person_admits},
        item::{Item, ROOT},
        path::DEEPEST,
        service::Documents,
        store::{self, Child},
    },
};

/// Which parts of the tree a change keeps others out of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lock {
    /// It only adds to this folder or document: others may do so too.
    Adding(Uuid),
    /// It changes this thing: its name, its place, or whether it is in the trash.
    Changing(Uuid),
    /// It moves the first into the second.
    Moving(Uuid, Uuid),
    /// It takes this deletion back.
    Restoring(Uuid),
    /// It changes nothing that anybody sees in a folder.
    Nothing,
}

/// A change under way. Dropped without [`Change::commit`], nothing has happened.
pub(super) struct Change<'a> {
    pub(super) documents: &'a Documents,
    transaction: Transaction<'static, Postgres>,
    /// The user key, or the name of a command.
    pub by: String,
    actor: Actor,
    subjects: Arc<Subjects>,
    pub at: OffsetDateTime,
    /// `None`: not narrowed down, so anything may have changed.
    changed: Option<ChangedDocuments>,
    /// There is room for all that it adds, and others who add wait.
    has_room: bool,
}

impl Documents {
    /// Begins a change by a person, and stores their name.
    pub(super) async fn begin_change(&self, person: &Person, lock: Lock) -> Result<Change<'_>> {
        let mut change = self.begin(lock, person.key(), person.actor(), person.standing.subjects.clone()).await?;
        people::remember(&mut *change.transaction, &person.principal, change.at).await?;
        Ok(change)
    }

    /// Begins a change that the program makes on its own.
    pub(super) async fn begin_own_change(&self, command: &str, lock: Lock) -> Result<Change<'_>> {
        let subjects = Subjects::operator().clone();
        self.begin(lock, command.to_owned(), Actor::background(command, command), subjects).await
    }

    pub(super) async fn begin(
        &self,
        lock: Lock,
        by: String,
        actor: Actor,
        subjects: Arc<Subjects>,
    ) -> Result<Change<'_>> {
        let mut transaction = self.database.begin().await?;
        match lock {
            Lock::Adding(to) => store::lock_tree(&mut transaction, &[to], &[]).await?,
            Lock::Changing(item) => store::lock_tree(&mut transaction, &[], &[item]).await?,
            Lock::Moving(item, folder) => store::lock_tree(&mut transaction, &[], &[item, folder]).await?,
            Lock::Restoring(deletion) => {
                // The folder that it comes back into is an ancestor: in the same part, or the root.
                if let Some(item) = store::deleted_node(&mut *transaction, deletion).await? {
                    store::lock_tree(&mut transaction, &[], &[item, ROOT]).await?;
                }
            }
            Lock::Nothing => {}
        }
        let changed = matches!(lock, Lock::Nothing).then(ChangedDocuments::nothing);
        Ok(Change {
            documents: self,
            transaction,
            by,
            actor,
            subjects,
            at: self.database.now(),
            changed,
            has_room: false,
        })
    }
}

impl Change<'_> {
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    pub fn new_id(&self) -> Uuid {
        self.documents.new_id()
    }

    /// The subjects whose grants count for the person who makes this change, as queries take them.
    pub fn subjects(&self) -> Arc<Subjects> {
        self.subjects.clone()
    }

    /// The visible item with this id.
    pub async fn item(&mut self, id: Uuid) -> Result<Item> {
        let found = store::item(&mut *self.transaction, id, self.subjects.names()).await?;
        found.ok_or_else(|| Error::not_found(format!("no item {id}")))?
    }

    /// The same, with the proof of what may be done with it.
    ///
    /// # Errors
    /// `NotFound`, also for what may not be seen; `Forbidden`.
    pub async fn find<P: Permission>(&mut self, id: Uuid) -> Result<Granted<P, Item>> {
        Granted::check(self.item(id).await?)
    }

    /// The target folder of a change.
    ///
    /// # Errors
    /// `Conflict` when it does not exist or is hidden; `Forbidden`.
    pub async fn folder(&mut self, id: Uuid) -> Result<Granted<Edit, Item>> {
        let found = store::item(&mut *self.transaction, id, self.subjects.names()).await?;
        let item = found.ok_or_else(|| folder_is_gone(id))??;
        if item.is_folder() { Granted::check(item) } else { Err(not_a_folder(id)) }
    }

    /// Checked before an item moves elsewhere with its descendants: others may own something in it that does not
    /// inherit, and moving it must not make anybody its owner.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn decides_about(&mut self, item: &Item) -> Result<()> {
        let subjects = self.subjects();
        let may_hold = item.is_folder() || !item.inherits;
        if may_hold && store::holds_others(self.connection(), item.id, subjects.names()).await? {
            Level::Edit.includes(Level::Own, format!("something cut off in {}", item.id))?;
        }
        Ok(())
    }

    /// What has a name in a folder.
    pub async fn child(&mut self, folder: Uuid, name: &str) -> Result<Option<Child>> {
        store::child(&mut self.transaction, folder, name, self.subjects.names()).await
    }

    /// The quotas have been checked, and are held: [`Self::hold_room`] does not check them again.
    pub fn quotas_are_checked(&mut self) {
        self.has_room = true;
    }

    /// Checked at the end of every change that adds bytes to a folder, when the new rows already count. A change that
    /// adds no bytes does not call it, so it is never refused.
    ///
    /// # Errors
    /// `Full` when the person, the folder or one above it now has more than it may.
    pub async fn hold_room(&mut self, folder: Uuid) -> Result<()> {
        if self.has_room {
            return Ok(());
        }
        self.admit_person(|most, stored| person_admits(most, 0, stored)).await?;
        check_quota(self.connection(), folder, None).await
    }

    /// As [`Self::hold_room`], before `more` bytes are added.
    pub async fn has_room(&mut self, folder: Uuid, more: u64) -> Result<()> {
        self.admit_person(|most, stored| person_admits(most, stored, more)).await?;
        for quota in store::quotas(self.connection(), folder).await? {
            quota.admits(more)?;
        }
        Ok(())
    }

    /// Taken before the locks of the folders' quotas, in every transaction, so that there are no deadlocks.
    async fn admit_person(&mut self, admits: impl FnOnce(u64, u64) -> Result<()>) -> Result<()> {
        let (documents, by) = (self.documents, self.by.clone());
        match documents.hold_person_use(self.connection(), &by).await? {
            Some(PersonUse { most, stored }) => admits(most, stored),
            None => Ok(()),
        }
    }

    /// Writes the row of the record.
    pub async fn record(&mut self, event: Event) -> Result<()> {
        self.documents.audit.record(&mut self.transaction, &self.actor, event).await
    }

    /// The same for several requests, whose changes share this transaction.
    pub async fn record_all(&mut self, events: &[(Uuid, Actor, Event)]) -> Result<()> {
        self.documents.audit.record_all(&mut self.transaction, events).await
    }

    /// Nothing that anybody sees is different.
    pub fn changed_nothing(&mut self) {
        self.changed = Some(ChangedDocuments::nothing());
    }

    /// Something that shows in this folder is different, and nothing else is.
    pub fn changed_in(&mut self, folder: Uuid) {
        self.changed.get_or_insert_default().add(folder);
    }

    /// This item has changed. For a folder that includes its descendants, since their addresses may have changed.
    pub fn changed_item(&mut self, item: &Item) {
        match item.parent.filter(|_| !item.is_folder()) {
            Some(folder) => self.changed_in(folder),
            None => self.changed = Some(ChangedDocuments::Anywhere),
        }
    }

    /// Ends a change of who may do what.
    pub async fn commit_access(mut self) -> Result<()> {
        self.changed = None;
        let told = self.documents.database.notices().tell_at_the_end(Topic::Grants);
        self.commit().await?;
        drop(told);
        Ok(())
    }

    pub async fn commit(self) -> Result<()> {
        let told = self
            .documents
            .database
            .notices()
            .tell_documents_at_the_end(self.changed.unwrap_or(ChangedDocuments::Anywhere));
        self.transaction.commit().await?;
        drop(told);
        if let Some((mail, _)) = &self.documents.mail {
            mail.hurry();
        }
        Ok(())
    }
}

pub(super) fn folder_is_gone(id: Uuid) -> Error {
    Error::conflict(text!("change-folder-gone"), format!("no folder {id}"))
}

pub(super) fn not_a_folder(id: Uuid) -> Error {
    Error::conflict(text!("change-into-document"), format!("{id} is a document"))
}

/// So many steps others may have added to a tree since its height was worked out, in the moment until it was locked.
const SLACK: usize = 8;

impl Documents {
    /// How many steps there are below a thing, worked out before it is locked: in a large folder that takes a while.
    pub(super) async fn height(&self, node: Uuid) -> Result<usize> {
        self.database.look_up(|| store::height(self.database.pool(), node)).await
    }
}

impl Change<'_> {
    /// Whether an item of this height fits into a folder. Near the limit the height is computed again, under the
    /// lock.
    pub(super) async fn tree_fits_below(&mut self, folder: &Item, node: Uuid, height: usize) -> Result<()> {
        if fits_below(&folder.path, height + SLACK).is_ok() {
            return Ok(());
        }
        fits_below(&folder.path, store::height(self.connection(), node).await?)
    }
}

/// A path has a maximum number of steps (`path.rs`); anything deeper could not be reached. `folder`: its path;
/// `height`: of the item that is to go into it, 0 for a document or an empty folder.
pub(super) fn fits_below(folder: &str, height: usize) -> Result<()> {
    let depth = folder.split('/').filter(|name| !name.is_empty()).count();
    if depth + 1 + height > DEEPEST {
        let sentence = text!("change-too-deep", most = DEEPEST);
        return Err(Error::conflict(sentence, format!("{height} more below depth {depth}")));
    }
    Ok(())
}
