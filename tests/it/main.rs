//! The stories that the program must tell, one file each.
#![allow(clippy::unwrap_used)]

mod audit;
mod database;
#[cfg(feature = "embedded-postgres")]
mod embedded;
mod key_ring;
mod local_path;
mod roles;
mod support;
