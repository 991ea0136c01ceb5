//! The bytes of documents: where they lie, how they get there and how they leave.

pub mod blob;
pub mod blobs;
pub mod body;
pub(in crate::documents) mod bucket;
mod checks;
pub mod content_hash;
mod directory;
mod fetch;
pub(in crate::documents) mod home;
pub mod plain_file;
mod quarantine;
mod spool;
mod stored;
pub(in crate::documents) mod watch;
