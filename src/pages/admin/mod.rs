//! What administrators do: say who may do what, and see the site as others do.

mod change;
mod index_page;
mod people_page;
mod view_as;

pub use index_page::{retry_index, show_index};
pub use people_page::{change_people, people};
pub use view_as::{stop_viewing, view_as};
