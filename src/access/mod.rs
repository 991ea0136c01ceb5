//! May they do this? Roles come from `user_roles`; the ladder turns a role into a proof that travels.

pub mod ladder;
pub mod recheck;
pub mod role;
mod role_cache;
pub mod roles;
mod store;
