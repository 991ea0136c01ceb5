//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

mod add;
mod contents;
mod find;
mod item;
pub mod search;

use uuid::Uuid;

pub use self::{
    add::{NewFolder, NewVersion, add_folders, add_versions},
    contents::{
        Counts, Outcome, Trouble, Waiting, count_contents, end_attempt, take_waiting, tidy_contents, troubles,
        try_again,
    },
    find::{Known, KnownVersion, Node, children, list, resolve},
    item::{item, who},
};

/// The root folder's id, given by the migration.
pub const ROOT: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001);
