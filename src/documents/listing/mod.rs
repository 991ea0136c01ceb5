//! What lies in a folder, as a page and as JSON.

mod answer;
pub mod kind;
mod list;
mod page;
mod readme;
mod row;
pub mod size;
mod sizes;
pub mod sort;
pub mod view;

pub use self::{
    answer::answer,
    list::{LongFolders, long_folders},
    row::Row,
    sizes::{FolderSizes, SizesCache, sizes, sizes_cache},
};
