//! What is admitted: the name, the largest size, the quotas, what the disk holds.

use sqlx::PgConnection;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level},
    documents::{changes::taken_name::NAME_TAKEN, name::Name, on_taken::OnTaken},
    error::Facts,
    texts::size::Size,
    uploads::{
        failure,
        service::{Plan, Uploads},
        store::{self, For},
    },
};

/// How many uploads one person may have under way; their page shows them all.
const MOST_OPEN: i64 = 5000;

/// How many bytes of the disk are reserved for everything else.
const RESERVE: u64 = 64 * 1024 * 1024;

/// The deepest folder on the way that is there.
pub(super) struct Nearest {
    pub folder: Uuid,
    /// Whether nothing has to be made on the way.
    pub is_the_end: bool,
}

/// How many bytes may still come, and where they go.
pub struct Allowance {
    owner: String,
    folder: Uuid,
    pub(super) left: u64,
}

impl Uploads {
    /// Refuses an upload that could not become a document, before a byte of it is sent. Things may change until the
    /// end: then it is checked again.
    pub(super) async fn admit(&self, connection: &mut PgConnection, editor: &Editor, plan: &Plan) -> Result<Nearest> {
        self.admit_size(plan.length)?;
        let mut names: Vec<String> = plan.path.iter().map(ToString::to_string).collect();
        names.push(plan.name.to_string());
        let there = self.documents.steps_below(connection, editor, plan.folder, &names).await?;
        let Some(folder) = there.iter().take(names.len()).next_back() else {
            return Err(Error::not_found(format!("no folder {}", plan.folder)));
        };
        if !folder.is_folder {
            return Err(not_a_folder(&plan.path, there.len()));
        }
        if let Some(hidden) = there.iter().find(|step| step.level.is_none()) {
            return Err(unusable(hidden.id));
        }
        let taken = there.get(names.len());
        folder.level.ok_or_else(|| unusable(folder.id))?.includes(Level::Edit, folder.id)?;
        match taken {
            Some(_) if plan.on_taken == OnTaken::Refuse => return Err(taken_already()),
            Some(taken) if taken.is_folder && plan.on_taken == OnTaken::Replace => return Err(is_a_folder()),
            _ => {}
        }
        let owner = editor.person().key();
        self.quota_left(connection, &owner, folder.id, plan.length).await?;
        Ok(Nearest { folder: folder.id, is_the_end: there.len() >= names.len() })
    }

    /// How many bytes may come in one request: asked before the first one is read.
    ///
    /// # Errors
    /// `Full` when that is less than `at_least`.
    pub async fn allowance(&self, editor: &Editor, folder: Uuid, at_least: u64) -> Result<Allowance> {
        let mut allowance = Allowance { owner: editor.person().key(), folder, left: 0 };
        allowance.left = self.remaining(&allowance, at_least).await?;
        Ok(allowance)
    }

    pub(super) async fn remaining(&self, allowance: &Allowance, at_least: u64) -> Result<u64> {
        let Allowance { owner, folder, .. } = allowance;
        let mut transaction = self.database.begin().await?;
        let left = self.quota_left(&mut transaction, owner, *folder, at_least).await?;
        transaction.commit().await?;
        Ok(left.min(self.disk_left(owner, at_least).await?.unwrap_or(0)))
    }

    /// # Errors
    /// `TooMany` for a person who has the most uploads under way that one may have.
    pub(super) async fn admit_one_more(&self, owner: &str) -> Result<()> {
        let (pool, now) = (self.database.pool(), self.database.now());
        let open = store::count_uploads(pool, owner, now).await?;
        if open < MOST_OPEN {
            return Ok(());
        }
        let refused = Error::too_many(60, format!("{owner} has {open} uploads under way"));
        Err(refused.saying(text!("upload-too-many", most = MOST_OPEN)))
    }

    /// Whether a document may have this size, in bytes: asked before they are read, and while they come.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn admit_size(&self, bytes: u64) -> Result<()> {
        if bytes > self.largest { Err(self.too_large()) } else { Ok(()) }
    }

    pub(super) fn too_large(&self) -> Error {
        Error::too_large(text!("upload-too-large", most = Size(self.largest).to_string()), "more than MAX_UPLOAD")
    }

    /// How many bytes the disk has left after everything that is announced; `None`: not enough even for that. The
    /// result may be too low only where that makes no difference.
    ///
    /// # Errors
    /// `Full` when that is less than `at_least`.
    pub(super) async fn disk_left(&self, owner: &str, at_least: u64) -> Result<Option<u64>> {
        let (pool, now) = (self.database.pool(), self.database.now());
        let left = |room: u64, announced| room.checked_sub(RESERVE)?.checked_sub(announced);
        let room = self.spool.room().map_err(failure::of_disk)?;
        let to = |room| For { owner, most_of_others: room / 2, now };
        let known = left(room, store::announced_bytes(pool, to(room), &[]).await?);
        if known.is_some_and(|left| left >= at_least.max(self.largest)) {
            return Ok(known);
        }
        // Some of what is announced is on the disk already.
        let spool = self.spool.clone();
        let looked = spawn_blocking(move || Ok((spool.lengths()?, spool.room()?))).await.map_err(failure::of_thread)?;
        let (came, room) = looked.map_err(failure::of_disk)?;
        let announced = store::announced_bytes(pool, to(room), &came).await?;
        let left = left(room, announced);
        if at_least > left.unwrap_or(0) {
            return Err(disk_is_full(&format!("{announced} bytes are announced, {at_least} more, {room} are free")));
        }
        Ok(left)
    }

    /// Whether the disk holds all that is announced.
    ///
    /// # Errors
    /// `Full`.
    pub(super) async fn disk_holds(&self, owner: &str) -> Result<()> {
        let left = self.disk_left(owner, 0).await?;
        left.map(|_| ()).ok_or_else(|| disk_is_full("more is announced than there is room for"))
    }
}

fn disk_is_full(log: &str) -> Error {
    Error::full(text!("upload-no-room"), log.to_owned())
}

pub(super) fn taken_already() -> Error {
    let facts = Facts { code: Some(NAME_TAKEN), ..Facts::default() };
    Error::conflict(text!("upload-name-taken"), "the name is taken").with_facts(facts)
}

pub(super) fn is_a_folder() -> Error {
    Error::conflict(text!("upload-name-of-folder"), "a folder is called so")
}

/// Something that the sender may not see is called so.
pub(super) fn unusable(hidden: Uuid) -> Error {
    Error::conflict(text!("change-name-unusable"), format!("the name is that of {hidden}, which is hidden from them"))
}

pub(super) fn folder_is_gone() -> Error {
    Error::conflict(text!("change-folder-gone"), "the folder of an upload is not there")
}

pub(super) fn not_a_folder(path: &[Name], depth: usize) -> Error {
    let name = path.get(depth.saturating_sub(2)).map_or("", Name::as_str);
    Error::conflict(text!("upload-through-document", name = name), "a document on the way")
}
