//! The tables `user_roles`, `grants` and `people`.

mod grants;
mod people;
mod roles;

pub use self::{
    grants::{Sum, pin_grants, sums},
    people::{remember, signed_in, somebody_at, somebody_tagged},
    roles::{AssignmentRow, RoleRow, find, find_and_pin, list, remove, set},
};
