//! What administrators do: say who may do what.

mod change;
mod directory_page;
mod index_page;
mod people_page;

pub use directory_page::{change_directory, directory};
pub use index_page::{retry_index, show_index};
pub use people_page::{change_people, people};
