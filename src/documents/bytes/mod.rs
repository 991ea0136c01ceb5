//! The bytes of documents: where they lie, how they get there and how they leave.

pub mod blob;
pub mod blobs;
pub mod body;
mod bucket;
mod checks;
pub mod content_hash;
mod directory;
mod fetch;
pub mod fit;
pub mod gc;
pub mod heal;
mod home;
pub mod plain_file;
mod quarantine;
mod spool;
mod stored;
pub mod verify;
mod watch;
