//! Whether there is room: the largest size, the quotas of the folders, the disk, the name.

use sqlx::PgConnection;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{
        changes::taken::{NAME_TAKEN, OnTaken},
        listing::size::Size,
        name::Name,
        store::{self, Quota},
        upload::{
            failure,
            uploads::{Plan, Uploads},
        },
    },
};

/// So many uploads one person may have under way; their page shows them all.
const MOST_OPEN: i64 = 5000;

/// So much of the disk is left to everything else.
const RESERVE: u64 = 64 * 1024 * 1024;

impl Uploads {
    /// Refuses what could not become a document, before a byte of it is sent. Things may change until the end: then
    /// the same is asked again.
    pub(super) async fn welcome(&self, plan: &Plan) -> Result<()> {
        if plan.length > self.largest {
            return Err(self.too_large());
        }
        let mut names: Vec<String> = plan.path.iter().map(ToString::to_string).collect();
        names.push(plan.name.to_string());
        let mut connection = self.documents.database.pool().acquire().await?;
        let there = store::steps_below(&mut *connection, plan.folder, &names).await?;
        let Some(folder) = there.iter().take(names.len()).next_back() else {
            return Err(Error::not_found(format!("no folder {}", plan.folder)));
        };
        if !folder.is_folder {
            return Err(not_a_folder(&plan.path, there.len()));
        }
        let taken = there.get(names.len());
        match taken {
            Some(_) if plan.on_taken == OnTaken::Refuse => return Err(taken_already()),
            Some(taken) if taken.is_folder && plan.on_taken == OnTaken::Replace => return Err(is_a_folder()),
            _ => {}
        }
        let replaced = taken.filter(|_| plan.on_taken == OnTaken::Replace).map_or(0, |taken| taken.size);
        let now = self.documents.database.now();
        for quota in store::quotas(&mut connection, folder.id).await? {
            let announced = store::announced_below(&mut *connection, quota.folder, now).await?;
            quota.admits(plan.length.saturating_sub(replaced).saturating_add(announced))?;
        }
        Ok(())
    }

    /// # Errors
    /// `TooMany` for a person who has so many unfinished uploads.
    pub(super) async fn has_few(&self, owner: &str) -> Result<()> {
        let (pool, now) = (self.documents.database.pool(), self.documents.database.now());
        let open = store::count_uploads(pool, owner, now).await?;
        if open < MOST_OPEN {
            return Ok(());
        }
        let refused = Error::too_many(60, format!("{owner} has {open} uploads under way"));
        Err(refused.saying(text!("upload-too-many", most = MOST_OPEN)))
    }

    /// Whether a document may be so large: asked before its bytes are read, and while they come.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn may_be(&self, bytes: u64) -> Result<()> {
        if bytes > self.largest { Err(self.too_large()) } else { Ok(()) }
    }

    pub(super) fn too_large(&self) -> Error {
        Error::too_large(text!("upload-too-large", most = Size(self.largest).to_string()), "more than MAX_UPLOAD")
    }

    /// # Errors
    /// `Full` when the disk has not so much room beside what others have announced.
    pub async fn disk_takes(&self, bytes: u64) -> Result<()> {
        if bytes == 0 { Ok(()) } else { self.disk_holds(bytes).await }
    }

    /// The same for what is announced already, and `more`.
    pub(super) async fn disk_holds(&self, more: u64) -> Result<()> {
        let database = &self.documents.database;
        let announced = store::announced_bytes(database.pool(), database.now()).await?;
        let fits = |bytes: u64, room| bytes.saturating_add(more).saturating_add(RESERVE) <= room;
        if fits(announced, self.spool.room().map_err(failure::of_disk)?) {
            return Ok(());
        }
        // Some of it lies on the disk already.
        let spool = self.spool.clone();
        let looked = spawn_blocking(move || Ok((spool.room()?, spool.bytes()?))).await.map_err(failure::of_thread)?;
        let (room, came) = looked.map_err(failure::of_disk)?;
        if fits(announced.saturating_sub(came), room) {
            return Ok(());
        }
        let log = format!("{announced} bytes announced, {came} of them came, {more} more, {room} are free");
        Err(Error::full(text!("upload-no-room"), log))
    }
}

impl Quota {
    /// # Errors
    /// `Full` when `more` bytes are too many.
    pub fn admits(&self, more: u64) -> Result<()> {
        if more == 0 || self.used.saturating_add(more) <= self.most {
            return Ok(());
        }
        let name = if self.name.is_empty() { text!("root-folder") } else { self.name.clone() };
        Err(Error::full(
            text!("quota-full", name = name, most = Size(self.most).to_string()),
            format!("the quota of folder {} is used up: {} and {more} more", self.folder, self.used),
        ))
    }
}

/// For every transaction that adds to a folder: asked at its end, when the new rows count already. What was moved
/// `from` another folder had to fit into those above both already.
///
/// # Errors
/// `Full` when the folder, or one above it, now holds more than it may.
pub async fn hold_quota(connection: &mut PgConnection, folder: Uuid, from: Option<Uuid>) -> Result<()> {
    for quota in store::quotas(connection, folder).await? {
        if let Some(from) = from
            && store::is_within(connection, from, quota.folder).await?
        {
            continue;
        }
        let (used, more) = (0, quota.used);
        Quota { used, ..quota }.admits(more)?;
    }
    Ok(())
}

pub(super) fn taken_already() -> Error {
    Error::conflict(text!("upload-name-taken"), "the name is taken").with_fact("code", NAME_TAKEN)
}

pub(super) fn is_a_folder() -> Error {
    Error::conflict(text!("upload-name-of-folder"), "a folder is called so")
}

pub(super) fn folder_is_gone() -> Error {
    Error::conflict(text!("change-folder-gone"), "the folder of an upload is not there")
}

pub(super) fn not_a_folder(path: &[Name], depth: usize) -> Error {
    let name = path.get(depth.saturating_sub(2)).map_or("", Name::as_str);
    Error::conflict(text!("upload-through-document", name = name), "a document on the way")
}
