//! Finding by words: what they are for the database, the questions, and what is told of what was found.

mod found;
mod questions;
mod words;

pub use self::{
    found::{FoundRow, describe, people_named},
    questions::{Bounds, by_beginning, by_change, by_content, by_likeness, by_name, by_path, folders_below},
    words::{Understood, understand},
};
