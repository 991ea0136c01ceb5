//! Bringing in a tree of files from the machine.

mod read_file;
mod sample_groups;
mod samples;
mod survey;
mod tree;

pub use self::tree::{ImportReport, Progress, Refused};

use std::{path::PathBuf, sync::Arc};

use crate::{documents::service::Documents, storage::blobs::Blobs};

/// Brings trees of files in.
pub struct Import {
    documents: Arc<Documents>,
    blobs: Arc<Blobs>,
    /// Nothing below it is a document.
    thumbnails: PathBuf,
}

impl Import {
    pub fn new(documents: Arc<Documents>, blobs: Arc<Blobs>, thumbnails: PathBuf) -> Self {
        Self { documents, blobs, thumbnails }
    }
}
