//! All SQL about documents. Rows are not domain types: what the database says is checked on its way out.

mod add;
mod find;
mod item;
mod quota;
mod upload;
mod tree;

use uuid::Uuid;

pub use self::{
    add::{NewFolder, NewVersion, add_folders, add_versions},
    find::{Known, KnownVersion, Node, children, list, resolve},
    item::item,
    quota::{Allowance, allowances, below, set_quota},
    upload::{
        add_upload, expired_uploads, remove_upload, touch_upload, unfinished_uploads, upload, upload_goes_to,
        upload_is_done, upload_is_not_whole, upload_is_whole,
    },
    tree::{TreeNode, tree, tree_size},
};

/// The root folder's id, given by the migration.
pub const ROOT: Uuid = Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001);
