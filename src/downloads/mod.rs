//! Handing out bytes over HTTP: documents as RFC 9110 has it, and folders and selections as archives.

mod by_id;
pub mod link;
mod representation;
pub mod ticket;
mod told;
pub mod zip;

pub use self::{
    by_id::{file, version_file},
    representation::{answer, at_path},
    told::{CONTENT_ETAG, open_told, told},
};
