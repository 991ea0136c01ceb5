//! The stories that the program must tell, one file each.
#![allow(clippy::unwrap_used)]

mod settings;
