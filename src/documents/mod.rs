//! Documents and folders: what the portal is for.
//!
//! A request's path is parsed once ([`path`]), looked up in one round trip or in a small cache
//! ([`service`]), and answered from content-addressed bytes ([`bytes`]). They leave over HTTP
//! through [`download`]; the rules of HTTP, without a word about databases or disks, stand in `transport/`.

mod absent;
pub mod announced_upload;
pub mod api;
mod batch;
pub mod bytes;
pub mod changes;
pub mod children;
mod cursor;
mod description;
pub mod document;
pub mod download;
pub mod find;
mod former;
pub mod forms;
pub mod import;
pub mod item;
pub mod listing;
pub mod look;
pub mod media_type;
pub mod name;
pub mod on_taken;
pub mod path;
pub mod service;
pub mod shelf;
mod store;
pub mod upkeep;
pub mod upload;
mod visible;
pub mod zip;

pub use self::{
    download::open,
    find::{Indexer, retry_index, search_page, show_index},
    service::Documents,
    upload::Uploads,
};
