//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

mod add;
mod blobs;
mod find;
mod item;

use uuid::Uuid;

pub use self::{
    add::{NewFolder, NewVersion, add_folders, add_versions},
    blobs::{count_named, named, places, unnamed},
    find::{Known, KnownVersion, Node, children, list, resolve},
    item::item,
};

/// The root folder's id, given by the migration.
pub const ROOT: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001);
