//! Bringing in a tree of files from the machine.

mod samples;
mod survey;
mod take_in;
mod tree;

pub use self::tree::{ImportReport, Progress, Refused};
