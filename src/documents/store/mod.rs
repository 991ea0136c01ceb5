//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

mod add;
mod find;
mod item;
mod list;
pub mod shelf;

use uuid::Uuid;

pub use self::{
    add::{NewFolder, NewVersion, add_folders, add_versions},
    find::{Known, KnownVersion, Node, children, resolve},
    item::item,
    list::{folder_sizes, list},
};

/// The root folder's id, given by the migration.
pub const ROOT: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001);
