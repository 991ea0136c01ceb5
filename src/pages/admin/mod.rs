//! What administrators do: say who may do what.

mod change;
mod index_page;
mod people_page;

pub use index_page::{retry_index, show_index};
pub use people_page::{change_people, people};
