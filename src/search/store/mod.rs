//! The questions of the search, and the queue of contents that are still to be read. What is asked stands in two tables that
//! triggers keep, `search_entries` and `contents`; of the tree itself only `path_of` and `is_there` are asked.

mod bounds;
mod contents;
mod found;
mod names;
mod questions;
mod words;

pub use self::{
    bounds::{Bounds, folders_below},
    contents::{
        Counts, Outcome, Trouble, Waiting, count_contents, end_attempt, read_anew, take_waiting, tidy_contents,
        troubles, try_again,
    },
    found::{FoundRow, describe, people_named},
    names::{by_beginning, by_likeness, by_name},
    questions::{by_change, by_content, by_path},
    words::{Understood, understand},
};
