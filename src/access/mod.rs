//! May they do this? Roles come from `user_roles`, and grants to people and their groups from `grants`; the ladder
//! turns both into a proof that is passed along.

pub mod absent_person;
pub mod collector;
pub mod csv_list;
pub mod directory;
mod directory_refresh;
mod expiring_cache;
pub mod groups;
pub mod holders;
pub mod ladder;
pub mod last_day;
pub mod level;
pub mod link_code;
pub mod link_holder;
pub mod link_password;
pub mod links;
pub mod offboarding;
pub mod people;
mod person;
mod personas;
pub mod recheck;
pub mod role;
pub mod roles;
pub mod scim;
pub mod sessions;
pub mod somebody;
mod store;
pub mod subjects;
mod viewing;
