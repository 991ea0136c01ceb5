//! What a person may know about themselves: who the site takes them for, with which role, and until when.

mod account_page;
mod extend_session;
mod notices;
mod sessions_page;
mod shelf_key;

pub use account_page::show;
pub use extend_session::extend_session;
pub use notices::set_notices;
pub use sessions_page::{EndForm, end_sessions, sessions};
pub use shelf_key::shelf_key;
