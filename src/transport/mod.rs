//! Is the channel safe, is the request well formed? The kit that every route hangs on.

pub mod assets;
pub mod client;
pub mod connection;
pub mod cookies;
pub mod csrf;
pub mod envelope;
pub mod gate;
pub mod headers;
pub mod host;
pub mod just_changed;
pub mod local_path;
pub mod log_line;
pub mod own_machine;
pub mod page;
pub mod person_tag;
pub mod recheck;
pub mod refusal;
pub mod request_id;
pub mod routing;
pub mod seldom;
pub mod server;
pub mod share;
pub mod stopping;
pub mod waiting;
