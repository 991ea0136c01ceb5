//! Documents and folders: what the portal is for.
//!
//! A request's path is parsed once ([`path`]), looked up in one round trip or in a small cache ([`service`]), and
//! answered from content-addressed bytes (`storage/`). They leave over HTTP through `downloads/`; the rules of HTTP,
//! independent of databases and disks, are in `transport/`.

pub mod api_schema;
pub mod batch;
pub mod changes;
pub mod children;
pub mod counts;
pub mod cursor;
mod description;
pub mod destination;
pub mod document;
mod epoch;
pub mod file_time;
pub mod folder_sizes;
mod former_path;
pub mod item;
pub mod kind;
pub mod line;
pub mod listing;
pub mod name;
pub mod neighbours;
pub mod on_taken;
pub mod own_grants;
pub mod owned;
pub mod path;
pub mod record;
pub mod service;
pub mod shelf;
pub mod sort;
mod sort_keys;
mod store;
pub mod tree;
pub mod visible;
pub mod why;

pub use self::service::Documents;
