//! The session: who is signed in, sealed into a cookie; and the list of sessions that were ended, which
//! makes a copied cookie worthless.

mod content;
mod ended;
mod ended_store;
mod sessions;

pub use content::Session;
pub use ended::EndedSessions;
pub use sessions::{EndedSession, Sessions};
