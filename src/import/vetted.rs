//! The virus scan of what an import brings in.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::{runtime::Handle, time::sleep};
use uuid::Uuid;

use crate::{
    audit::Actor,
    scanning::{Coming, Objection, Scanning},
    storage::blobs::Stored,
};

/// How long an import waits until it asks a scanner again that is away.
const PAUSE: Duration = Duration::from_secs(5);

/// Has one file scanned, for a thread that may wait.
pub struct Vetted {
    pub scanning: Arc<Scanning>,
    pub actor: Actor,
    pub name: String,
    pub folder: Uuid,
    pub runtime: Handle,
}

impl Vetted {
    /// Whether the file may become a document. If the operator has chosen to wait for a scanner that is away, it waits. Blocks.
    ///
    /// # Errors
    /// As [`Scanning::admit`], but for `Wait`.
    pub fn admit(&self, spooled: &Path, stored: &Stored) -> Result<(), Objection> {
        let (actor, name) = (&self.actor, self.name.as_str());
        let coming = Coming { file: spooled, stored, actor, name, folder: Some(self.folder) };
        loop {
            match self.runtime.block_on(self.scanning.admit(&coming)) {
                Err(Objection::Wait(why)) => {
                    tracing::warn!(why = why.log(), "the import waits for the virus scanner");
                    self.runtime.block_on(sleep(PAUSE));
                }
                admitted => return admitted,
            }
        }
    }
}
