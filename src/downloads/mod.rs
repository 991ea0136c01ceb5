//! Handing out bytes over HTTP: documents as RFC 9110 has it, and folders and selections as archives.

mod by_id;
pub mod link;
mod operations;
mod recorded;
mod representation;
pub mod ticket;
pub mod zip;

pub use self::{
    by_id::{file, version_file},
    operations::{CONTENT_ETAG, document_operation, open_operation},
    recorded::{begin, counted},
    representation::{answer, at_path},
};
