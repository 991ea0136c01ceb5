//! Finding documents by their names, their places and the words in them.
//!
//! What can be found stands in two tables that triggers keep (`search_entries`, `contents`). The [`Indexer`] reads new
//! contents in the background; [`Search`] asks.

pub mod extract;
mod index_state;
mod indexer;
pub mod query;
mod service;
mod store;

pub use self::{
    indexer::Indexer,
    service::{Found, Hit, Piece, Search, folder_link},
    store::{Counts, Trouble},
};
