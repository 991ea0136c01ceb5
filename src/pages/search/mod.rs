//! The page of hits.

mod answer;
mod page;

pub use self::{answer::page as search, page::folder_at};
