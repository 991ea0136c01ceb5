//! Documents and folders: what the portal is for.
//!
//! A request's path is parsed once ([`path`]), looked up in one round trip or in a small cache
//! ([`service`]), and answered from content-addressed bytes ([`blobs`], [`body`]). What differs from one
//! answer to the next by HTTP's rules stands in [`conditional`], [`range`] and [`disposition`], each
//! without a word about databases or disks.

mod batch;
pub mod blob;
pub mod blobs;
pub mod body;
pub mod conditional;
pub mod content_hash;
pub mod disposition;
pub mod document;
mod download;
pub mod import;
mod listing;
mod listing_page;
pub mod media_type;
pub mod name;
pub mod path;
mod plain_file;
pub mod range;
mod samples;
pub mod service;
pub mod size;
pub mod sort;
mod store;
mod survey;
mod take_in;

pub use self::{download::open, service::Documents};
