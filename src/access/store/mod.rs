//! The tables `user_roles`, `grants` and `people`.

mod grants;
mod people;
mod roles;

pub use self::{
    grants::{Sum, level_at_root, pin_grants, sums},
    people::{PersonRow, person_at, remember},
    roles::{AssignmentRow, RoleRow, find, find_and_pin, list, remove, set},
};
