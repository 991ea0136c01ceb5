//! Several new documents of one person in one folder, in one transaction.

use uuid::Uuid;

use super::{change::Change, taken_name::taken_by};
use crate::{
    Error, Result,
    audit::{Actor, Event},
    documents::{
        name::Name,
        store::{self, NewVersion},
    },
    media_type,
    storage::blobs::Stored,
};

/// One of them. Its bytes are stored already.
pub struct NewDocument<'a> {
    pub name: &'a Name,
    pub stored: &'a Stored,
    /// The request that it came with.
    pub actor: Actor,
}

pub(super) async fn add_new(change: &mut Change<'_>, folder: Uuid, documents: &[NewDocument<'_>]) -> Result<Vec<Uuid>> {
    let first = documents.first().ok_or_else(|| Error::internal("nothing to add"))?.name;
    let place = change.place_of_new(folder, first.as_str()).await?;
    if let Some(there) = place.taken {
        return Err(taken_by(&there, first));
    }
    let (mut versions, mut events, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for NewDocument { name, stored, actor } in documents {
        let Stored { hash, size, modified_at, .. } = **stored;
        let content_type = media_type::of(name.as_str(), &stored.head);
        let (document, id) = (change.new_id(), change.new_id());
        let there = Some((folder, name.to_string()));
        versions.push(NewVersion { id, document, place: there, number: 1, hash, size, content_type, modified_at });
        let path = if place.folder.is_empty() { name.to_string() } else { format!("{}/{name}", place.folder) };
        events.push((change.new_id(), actor.clone(), Event::DocumentAdded { item: document, path, bytes: size }));
        ids.push(document);
    }
    let (by, at) = (change.by.clone(), change.at);
    // A name that is taken, also by one of the others, is an error of the database.
    store::add_versions(change.connection(), &versions, &by, at).await?;
    if documents.iter().any(|new| new.stored.size > 0) {
        change.hold_room(folder).await?;
    }
    change.changed_in(folder);
    change.record_all(&events).await?;
    Ok(ids)
}
