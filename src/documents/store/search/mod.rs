//! Finding by words: what they are for the database, the questions, and what is told of what was found.

mod bounds;
mod found;
mod names;
mod questions;
mod words;

pub use self::{
    bounds::{Bounds, folders_below},
    found::{FoundRow, describe, people_named},
    names::{by_beginning, by_likeness, by_name},
    questions::{by_change, by_content, by_path},
    words::{Understood, understand},
};
