//! Handing a document out, as RFC 9110 has it.

mod by_id;
mod handler;
pub mod ticket;
mod told;

pub(in crate::documents) use self::handler::answer;
pub use self::{
    by_id::{file, version_file},
    handler::open,
    told::{CONTENT_ETAG, open_told, told},
};
