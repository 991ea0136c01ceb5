//! Finding documents by their names, their places and the words in them.
//!
//! What can be found stands in two tables that triggers keep (`search_entries`, `contents`). The [`Indexer`] reads new
//! contents in the background; [`search`] asks; [`answer`] shows.

mod answer;
pub mod extract;
mod index_page;
mod indexer;
mod page;
pub mod query;
pub mod search;

pub use self::{
    answer::{link, page as search_page},
    index_page::{retry_index, show_index},
    indexer::Indexer,
    page::folder_at,
};
