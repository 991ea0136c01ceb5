//! What is worked out of bytes that strangers wrote. These are pure functions, bytes in and bytes out, and they run
//! in a confined process only (src/confined/; `cli/confined.rs` leads there). Where it can be, what comes back is
//! data that the parent spells out by itself; where it is HTML, the parent cleans it again (`previews/clean.rs`).

pub mod code;
mod hue;
pub mod markdown;
mod powershell;
pub mod structure;
pub mod table;
pub mod thumbnail;
