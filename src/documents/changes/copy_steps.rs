//! The steps of a large copy, taken after the response.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use uuid::Uuid;

use super::{
    change::{Lock, fits_below},
    taken_name::free_name,
};
use crate::{
    Error, Result,
    access::{ladder::Editor, roles::Roles},
    audit::{Actor, Event},
    documents::{
        name::Name,
        own_grants::OwnGrants,
        service::Documents,
        store::{self, CopyRow, NewFolder, NewVersion},
    },
    error::Meaning,
};

/// So many things are copied in one transaction, some tenths of a second.
const STEP: usize = 100;

/// How often unfinished copies without a worker are looked for.
const EVERY: Duration = Duration::from_secs(30);

/// What a step came to.
enum Step {
    More,
    /// Everything is copied, and the copy is to be shown.
    Whole,
    /// It has ended, or another process is working on it.
    NotOurs,
}

impl Documents {
    /// Continues every copy that is not complete, for as long as the program runs.
    pub async fn copy_for_ever(self: Arc<Self>, roles: Arc<Roles>) {
        loop {
            let running = self.database.look_up(|| store::running_copies(self.database.pool())).await;
            match running {
                Ok(running) => {
                    for copy in running {
                        if let Err(error) = self.go_on_copying(copy, &roles).await {
                            tracing::warn!(%error, %copy, "a copy does not go on; trying again later");
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "copies under way could not be looked up"),
            }
            let _ = tokio::time::timeout(EVERY, self.copy_now.notified()).await;
        }
    }

    /// Copies until the copy has ended, giving way to others between steps. Before each step, and before the copy is
    /// shown, the role of the person who requested it is checked again.
    ///
    /// # Errors
    /// When the database fails; what was copied stays, and the next call continues.
    pub async fn go_on_copying(&self, id: Uuid, roles: &Roles) -> Result<()> {
        loop {
            let began = Instant::now();
            let Some(editor) = self.may_still_copy(id, roles).await? else {
                let withdrawn = Error::forbidden(text!("copy-not-allowed"), "they may not change documents any more");
                return self.fail_copy(id, &withdrawn).await;
            };
            let step = match self.copy_step(id, editor.person().subjects()).await {
                // Names changed places in the source, and one of them came twice.
                Err(error) if error.meaning() == Meaning::Conflict => return self.fail_copy(id, &error).await,
                step => step?,
            };
            match step {
                Step::More => tokio::time::sleep(began.elapsed()).await,
                Step::Whole => {
                    if let Some(editor) = self.may_still_copy(id, roles).await? {
                        return self.finish_copy(id, &editor).await;
                    }
                }
                Step::NotOurs => return Ok(()),
            }
        }
    }

    async fn may_still_copy(&self, id: Uuid, roles: &Roles) -> Result<Option<Editor>> {
        let Some(copy) = self.copy_row(id).await? else { return Ok(None) };
        let person = self.database.look_up(|| store::known_as(self.database.pool(), &copy.started_by)).await?;
        match person {
            Some(person) => person.editor(roles, &copy.request_id).await,
            None => Ok(None),
        }
    }

    async fn copy_step(&self, id: Uuid, subjects: &[String]) -> Result<Step> {
        let mut transaction = self.database.begin().await?;
        let Some(copy) = store::hold_copy(&mut transaction, id, false).await? else { return Ok(Step::NotOurs) };
        let at = self.database.now();
        let mut left = STEP;
        while left > 0 {
            let Some(pending) = store::next_pending(&mut transaction, id).await? else {
                transaction.commit().await?;
                return Ok(Step::Whole);
            };
            let most = i64::try_from(left).unwrap_or(1);
            let found = store::contents_after(&mut transaction, &pending, most, subjects).await?;
            let after = if found.len() < left { None } else { found.last().map(|last| last.id) };
            left -= found.len();
            let (mut folders, mut versions, mut texts, mut pairs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            for below in found {
                let new = self.new_id();
                if !below.description.is_empty() {
                    texts.push((new, below.description));
                }
                match below.content {
                    None => {
                        pairs.push((new, below.id));
                        folders.push(NewFolder { id: new, parent: pending.target_id, name: below.name });
                    }
                    Some(content) => versions.push(NewVersion {
                        id: self.new_id(),
                        document: new,
                        place: Some((pending.target_id, below.name)),
                        number: 1,
                        hash: content.hash,
                        size: content.size,
                        content_type: content.content_type,
                        modified_at: content.modified_at,
                    }),
                }
            }
            store::tell_nobody(&mut transaction).await?;
            store::add_folders(&mut transaction, &folders, &copy.started_by, at).await?;
            store::add_versions(&mut transaction, &versions, &copy.started_by, at).await?;
            let (ids, texts): (Vec<_>, Vec<_>) = texts.into_iter().unzip();
            store::describe_all(&mut transaction, &ids, &texts).await?;
            let documents = i64::try_from(versions.len()).unwrap_or_default();
            store::note_copied(&mut transaction, id, &pending, after, &pairs, documents).await?;
        }
        transaction.commit().await?;
        Ok(Step::More)
    }

    /// Shows a copy of which all is there, or says why that cannot be.
    async fn finish_copy(&self, id: Uuid, editor: &Editor) -> Result<()> {
        let Some(copy) = self.copy_row(id).await? else { return Ok(()) };
        match self.show_copy(&copy, editor).await {
            // Errors with a retry time are temporary: a database that is full.
            Err(error)
                if matches!(error.meaning(), Meaning::Conflict | Meaning::Full | Meaning::NotFound)
                    && error.retry_after().is_none() =>
            {
                self.fail_copy(id, &error).await
            }
            shown => shown,
        }
    }

    async fn fail_copy(&self, id: Uuid, error: &Error) -> Result<()> {
        tracing::info!(copy = %id, detail = error.log(), "a copy cannot be completed");
        let Some(copy) = self.copy_row(id).await? else { return Ok(()) };
        self.give_up(&copy, "failed", Some(error.person())).await.map(|_| ())
    }

    async fn show_copy(&self, copy: &CopyRow, editor: &Editor) -> Result<()> {
        let height = self.height(copy.top_id).await?;
        let lock = Lock::Adding(copy.folder_id);
        let (by, subjects) = (copy.started_by.clone(), editor.person().standing.subjects.clone());
        let mut change = self.begin(lock, by, Actor::background(&copy.started_by, &copy.request_id), subjects).await?;
        let Some(copy) = store::hold_copy(change.connection(), copy.id, false).await? else { return Ok(()) };
        let folder = change.folder(copy.folder_id).await?;
        fits_below(&folder.path, height)?;
        let mut name = copy.name.clone();
        if change.child(folder.id, &name).await?.is_some() {
            let wanted = Name::parse(&name).map_err(Error::internal)?;
            name = free_name(change.connection(), folder.id, &wanted).await?.to_string();
        }
        let at = change.at;
        store::show_copy(change.connection(), copy.top_id, &name, at).await?;
        change.hold_room(folder.id).await?;
        let item = change.item(copy.top_id).await?;
        let from = store::path_of(change.connection(), copy.source_id).await?.unwrap_or_default();
        let documents = u64::try_from(copy.documents).unwrap_or_default();
        let grants = if copy.keeps_grants { OwnGrants::Keep } else { OwnGrants::Target }.as_str();
        change.record(Event::ItemCopied { item: item.id, from, to: item.path.clone(), documents, grants }).await?;
        store::end_copy(change.connection(), copy.id, "done", None, at).await?;
        if copy.keeps_grants {
            let source = change.owned_source(copy.source_id).await?;
            change.keep_grants(&source, &item).await?;
            return change.commit_access().await;
        }
        change.changed_in(folder.id);
        change.commit().await
    }
}
