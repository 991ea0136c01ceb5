//! The page of a document: what is in it, what is known of it, what can be done with it.

mod handler;
mod page;

pub use self::handler::{at, show, thumbnail};
