//! What administrators do: say who may do what.

mod change;
mod people_page;

pub use people_page::{change_people, people};
