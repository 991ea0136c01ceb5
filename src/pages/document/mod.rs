//! The page of a document: its contents, its details, and what can be done with it.

mod handler;
mod known_words;
mod page;

pub use self::handler::{at, document_pages, show, thumbnail, trashed_at};
