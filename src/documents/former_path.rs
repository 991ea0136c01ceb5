//! Old addresses: an item that was renamed or moved, and everything in it, is found under its old path for a while.

use time::Duration;

use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        path::{FolderPath, Place},
        service::Documents,
        store::{self, Node},
    },
};

/// How long an old address redirects to the new place of the item.
pub const LEADS_ON: Duration = Duration::days(90);

/// How often a thing, or a folder around it, may have moved for its first address to lead to it still.
const MOVES: usize = 16;

impl Documents {
    /// The current place of the item that used to be at this path, as a link below the mount. Asked only for paths
    /// where there is nothing, because an item that is there now takes precedence.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn moved(&self, reader: &Reader, place: &Place) -> Result<Option<String>> {
        let mut path = match place {
            Place::Folder(path) => path.clone(),
            Place::Document(path) => path.as_folder(),
        };
        let subjects = reader.person().subjects();
        let since = self.database.now() - LEADS_ON;
        for _ in 0..MOVES {
            let names: Vec<&str> = path.names().collect();
            let prefixes: Vec<String> = (1..=names.len()).map(|length| names[..length].join("/")).collect();
            let moved = store::moved_from(&self.database, &prefixes, since, subjects).await?;
            let Some((left, now)) = moved else { return Ok(None) };
            let rest = &names[left.split('/').count()..];
            let plain = [now.as_str()].into_iter().chain(rest.iter().copied()).collect::<Vec<_>>().join("/");
            path = FolderPath::from_plain(&plain).map_err(Error::internal)?;
            let Some(document) = path.as_document() else { return Ok(None) };
            match store::resolve(&self.database, &document, subjects).await? {
                Some(Node::Folder) => return Ok(Some(path.to_link())),
                Some(Node::Document { .. }) => return Ok(Some(document.to_link())),
                None => {}
            }
        }
        Ok(None)
    }
}
