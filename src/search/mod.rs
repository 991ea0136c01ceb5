//! Finding documents by their names, their places and the words in them.
//!
//! What can be found stands in tables that triggers keep (`search_entries`, `contents`); its words, which [`words`] tells
//! apart, in `search_words`. The [`Indexer`] reads new contents and names in the background, the [`Recognizer`] what is only a
//! picture; [`Search`] asks.

mod extract;
mod follow;
mod index_state;
mod indexed;
mod indexer;
mod passage;
mod passages;
pub mod query;
mod ranking;
mod recognizer;
mod service;
mod store;
pub mod words;

pub use self::{
    index_state::{Reading, Recognition, Scan},
    indexer::Indexer,
    passage::Piece,
    recognizer::Recognizer,
    service::{Found, Hit, Search, Total, folder_link},
    store::{Counts, Order, Queued, ScanCounts, Trouble},
};
