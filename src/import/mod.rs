//! Bringing in a tree of files from the machine.

mod read_file;
mod sample_groups;
mod samples;
mod survey;
mod tree;
mod vetted;

pub use self::tree::{ImportReport, Progress, Refused};

use std::{path::PathBuf, sync::Arc};

use crate::{documents::service::Documents, scanning::Scanning, storage::blobs::Blobs};

/// Brings trees of files in.
pub struct Import {
    documents: Arc<Documents>,
    blobs: Arc<Blobs>,
    scanning: Arc<Scanning>,
    /// Nothing below it is a document.
    thumbnails: PathBuf,
}

impl Import {
    pub fn new(documents: Arc<Documents>, blobs: Arc<Blobs>, scanning: Arc<Scanning>, thumbnails: PathBuf) -> Self {
        Self { documents, blobs, scanning, thumbnails }
    }
}
