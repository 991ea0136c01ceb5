//! Is the channel safe, is the request well formed? The kit that every route hangs on.

pub mod assets;
pub mod csrf;
pub mod gate;
pub mod page;
pub mod refusal;
pub mod routing;
