//! The session: the signed-in person, sealed into a cookie; and the list of ended sessions, which makes a copied
//! cookie worthless.

mod browser;
mod content;
mod ended;
mod ended_at_provider;
mod ended_store;
mod last_seen;
mod list;
mod list_store;
mod sessions;

pub use content::Session;
pub use ended::{EndedSessions, Which};
pub use list::{Line, Lines, SessionList};
pub(super) use sessions::ENDS;
pub use sessions::{EndedSession, Sessions};
