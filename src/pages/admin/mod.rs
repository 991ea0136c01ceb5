//! What administrators do: say who may do what, end sessions, and see the site as others do.

mod change;
mod directory_page;
mod index_page;
mod offboarding_page;
mod people_page;
mod scanning_page;
mod scim_page;
mod sessions_page;
mod view_as;

pub use directory_page::{change_directory, directory};
pub use index_page::{retry_index, show_index};
pub use offboarding_page::{lock_out, offboarding};
pub use people_page::{change_people, people};
pub use scanning_page::{change_scanning, show_scanning};
pub use scim_page::{change_scim, scim};
pub use sessions_page::{end_sessions_of, sessions_of, signed_in};
pub use view_as::{stop_viewing, view_as};
