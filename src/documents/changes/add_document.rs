//! A document whose bytes have come.

use uuid::Uuid;

use super::{
    change::{Change, Lock},
    taken_name::{free_name, taken_by},
};
use crate::{
    Error, Result,
    access::ladder::Editor,
    audit::Event,
    documents::{
        name::Name,
        on_taken::OnTaken,
        service::Documents,
        store::{self, NewVersion},
    },
    media_type,
    storage::blobs::Stored,
};

/// How often it is tried again when others take the same free name at the same moment.
const TRIES: usize = 16;

/// What became of bytes that were to be a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    New,
    Version,
    Skipped,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::New, Self::Version, Self::Skipped];

    /// As rows and answers spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Version => "version",
            Self::Skipped => "skipped",
        }
    }
}

/// The document that has the name now, and how it came to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    pub outcome: Outcome,
    pub document: Uuid,
}

impl Documents {
    /// Adds a document to a folder. The bytes are stored already.
    ///
    /// # Errors
    /// `Conflict` when the name is taken and `on_taken` does not resolve it, when the folder no longer exists, or
    /// when a folder has the name.
    pub async fn add_document(
        &self,
        editor: &Editor,
        folder: Uuid,
        name: &Name,
        stored: &Stored,
        on_taken: OnTaken,
    ) -> Result<()> {
        let mut change = self.begin_change(editor.person(), Lock::Adding(folder)).await?;
        add(&mut change, folder, name, stored, on_taken).await?;
        change.commit().await
    }
}

pub(super) async fn add(
    change: &mut Change<'_>,
    folder: Uuid,
    wanted: &Name,
    stored: &Stored,
    on_taken: OnTaken,
) -> Result<Added> {
    let mut name = wanted.clone();
    for _ in 0..TRIES {
        let place = change.place_of_new(folder, name.as_str()).await?;
        if let Some(there) = place.taken {
            // Senders by a link do not see the folder, so they are not told that the name is taken.
            if there.level.is_none() && !change.is_by_link() {
                return Err(taken_by(&there, wanted));
            }
            match on_taken {
                OnTaken::Skip => {
                    change.changed_nothing();
                    return Ok(Added { outcome: Outcome::Skipped, document: there.id });
                }
                OnTaken::KeepBoth => name = free_name(change.connection(), folder, wanted).await?,
                OnTaken::Replace if !there.is_folder => {
                    change.add_version(there.id, stored).await?;
                    return Ok(Added { outcome: Outcome::Version, document: there.id });
                }
                OnTaken::Refuse | OnTaken::Replace => return Err(taken_by(&there, wanted)),
            }
        }
        let content_type = media_type::of(name.as_str(), &stored.head);
        let Stored { hash, size, modified_at, .. } = *stored;
        let (document, id) = (change.new_id(), change.new_id());
        let there = Some((folder, name.to_string()));
        let new = NewVersion { id, document, place: there, number: 1, hash, size, content_type, modified_at };
        let (by, at) = (change.by.clone(), change.at);
        if store::add_document(change.connection(), &new, &by, at).await? {
            if size > 0 {
                change.hold_room(folder).await?;
            }
            change.changed_in(folder);
            let path = if place.folder.is_empty() { name.to_string() } else { format!("{}/{name}", place.folder) };
            change.record(Event::DocumentAdded { item: document, path, bytes: size }).await?;
            return Ok(Added { outcome: Outcome::New, document });
        }
    }
    Err(Error::unavailable("the name was taken again and again"))
}
