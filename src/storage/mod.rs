//! The bytes of documents: where they are stored, written and read.

pub(crate) mod backend;
pub mod blob;
pub mod blobs;
pub mod body;
pub(crate) mod bucket;
mod checks;
pub mod content_hash;
mod directory;
pub mod errors;
mod fetch;
pub mod plain_file;
mod quarantine;
pub mod row;
mod spool;
mod stored;
pub(crate) mod watch;
pub mod withheld;
