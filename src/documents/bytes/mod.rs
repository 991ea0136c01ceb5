//! The bytes of documents: where they lie, how they get there and how they leave.

pub mod blob;
pub mod blobs;
pub mod body;
pub mod content_hash;
mod directory;
pub mod plain_file;
mod spool;
