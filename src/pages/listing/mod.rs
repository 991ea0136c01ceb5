//! The page of a folder, and rows of a list for other pages.

mod answer;
mod page;
mod page_address;
mod readme;
mod row;
pub mod view;

pub use self::{answer::page, row::Row};
