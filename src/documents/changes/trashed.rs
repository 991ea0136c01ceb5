//! What somebody finds whose link leads to something that is in the trash.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Result,
    access::{ladder::Reader, level::Level},
    documents::{
        item::Trace,
        path::Place,
        service::Documents,
        store::{self, TrashedRow},
    },
};

/// Something in the trash that this person could see if it were not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTrash {
    /// What restores it.
    pub deletion: Uuid,
    pub name: String,
    /// The folder with which it went into the trash; `None`: it went by itself.
    pub around: Option<String>,
    pub deleted: Trace,
    /// From then on it may go for good.
    pub purged_at: OffsetDateTime,
    /// Whether this person may bring it back.
    pub may_restore: bool,
}

impl Documents {
    /// The id of the item in the trash that was at this path, the one that was deleted last; whether somebody may see it is
    /// for [`Self::in_trash`].
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn in_trash_at(&self, reader: &Reader, place: &Place) -> Result<Option<Uuid>> {
        let path = match place {
            Place::Folder(path) => path.clone(),
            Place::Document(path) => path.as_folder(),
        };
        let names: Vec<String> = path.names().map(str::to_owned).collect();
        let subjects = reader.person().subjects();
        self.database.look_up(|| store::trashed_at(self.database.pool(), &names, subjects)).await
    }

    /// What became of the thing with this id. `None`: it is not in the trash, or this person never saw it.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn in_trash(&self, reader: &Reader, id: Uuid) -> Result<Option<InTrash>> {
        let subjects = reader.person().subjects();
        let found = self.database.look_up(|| store::trashed(self.database.pool(), id, subjects)).await?;
        let Some(TrashedRow { deletion, name, around, deleted, level }) = found else { return Ok(None) };
        let purged_at = deleted.at + self.trash.retention;
        let may_restore = Level::of(level)? >= Some(Level::Edit);
        Ok(Some(InTrash { deletion, name, around, deleted, purged_at, may_restore }))
    }
}
