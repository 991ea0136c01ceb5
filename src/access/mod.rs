//! May they do this? Roles come from `user_roles`, and what is granted to whom from `grants`, to people and to
//! their groups; the ladder turns both into
//! a proof that travels.

mod believed;
pub mod csv_list;
pub mod directory;
mod directory_refresh;
pub mod groups;
pub mod holders;
pub mod ladder;
pub mod last_day;
pub mod leaving;
pub mod level;
pub mod link_code;
pub mod link_holder;
pub mod link_password;
pub mod links;
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
