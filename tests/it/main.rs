//! The stories that the program must tell, one file each, in one program: it links once. `support` is what they
//! stand on.
#![allow(clippy::unwrap_used)] // a test that cannot go on panics
#![allow(clippy::format_push_string, clippy::cast_possible_truncation)] // plain is enough here

mod arrows;
mod audit;
mod database;
mod documents_blobs;
mod documents_conditional;
mod documents_disposition;
mod documents_http;
mod documents_import;
mod documents_path;
mod documents_range;
#[cfg(feature = "embedded-postgres")]
mod embedded;
mod key_ring;
mod local_path;
mod roles;
mod settings;
mod support;
