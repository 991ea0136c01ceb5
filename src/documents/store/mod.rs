//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

mod add;
mod contents;
mod add_one;
mod beside;
mod find;
mod former;
mod item;
pub mod search;
mod lock;
mod people;
mod shape;
mod subtree;
mod trash;
mod tree;
mod version;
mod list;
pub mod shelf;

use uuid::Uuid;

pub use self::{
    add::{NewFolder, NewVersion, add_folders, add_versions},
    contents::{
        Counts, Outcome, Trouble, Waiting, count_contents, end_attempt, take_waiting, tidy_contents, troubles,
        try_again,
    },
    find::{Known, KnownVersion, Node, children, list, resolve},
    item::{item, who},
    add::{NewFolder, NewVersion, add_folders, add_versions, are_there},
    add_one::{add_document, add_folder},
    beside::{Sibling, locate, named, siblings},
    find::{Known, KnownVersion, Node, children, list, resolve},
    former::{forget_former_places, moved_from, note_former_place},
    item::item,
    lock::{lock_adding, lock_shape},
    people::remember,
    shape::{Child, Put, child, first_free, height, is_within, put},
    subtree::{Below, below, describe_all},
    trash::{NewDeletion, TrashRow, deleted, deleted_before, purge, put_into_trash, take_out_of_trash, trash},
    tree::{TreeNode, tree, tree_size},
    version::{Next, add_next, hold_document, version, versions},
    add::{NewFolder, NewVersion, add_folders, add_versions},
    find::{Known, KnownVersion, Node, children, resolve},
    item::item,
    list::{folder_sizes, list},
};

/// The root folder's id, given by the migration.
pub const ROOT: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001);
