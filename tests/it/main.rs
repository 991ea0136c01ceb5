//! All stories in one program: it links once. One file a story; `support` is what they stand on.
#![allow(clippy::unwrap_used)] // a test that cannot go on panics
#![allow(clippy::format_push_string, clippy::cast_possible_truncation, clippy::missing_panics_doc)] // plain is enough here

mod support;
