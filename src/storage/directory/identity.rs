//! The id of the store, as a file next to the blobs.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
};

use uuid::Uuid;

use super::{Directory, INCOMING, sync_directory};
use crate::storage::{backend::ID, plain_file};

impl Directory {
    /// The store's id; `None`: it has none yet. Blocks.
    pub fn id(&self) -> io::Result<Option<Uuid>> {
        let mut text = String::new();
        match plain_file::open(&self.root, ID.as_ref()) {
            Ok(file) => _ = file.take(100).read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        text.trim().parse().map(Some).map_err(|_| io::Error::other(format!("there is no id in the file {ID}")))
    }

    /// Gives the store an id, replacing the existing one or only if there is none. `scratch` is a name that nobody
    /// else uses. Blocks.
    pub fn set_id(&self, id: Uuid, replace: bool, scratch: Uuid) -> io::Result<()> {
        let (spooled, place) = (self.root.join(INCOMING).join(scratch.simple().to_string()), self.root.join(ID));
        let mut file = File::create_new(&spooled)?;
        writeln!(file, "{id}")?;
        file.sync_all()?;
        if replace {
            fs::rename(&spooled, &place)?;
        } else {
            let linked = fs::hard_link(&spooled, &place);
            fs::remove_file(&spooled)?;
            linked.or_else(|error| if error.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })?;
        }
        sync_directory(&self.root)
    }
}
