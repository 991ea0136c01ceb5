//! What lies in a folder, as a page and as JSON.

mod all;
mod answer;
pub mod kind;
pub mod line;
mod list;
mod page;
mod place;
mod readme;
mod row;
mod sizes;
pub mod sort;
pub mod view;

pub use self::{
    answer::answer,
    list::{Counts, CountsCache, Listed, counts_cache},
    row::Row,
    sizes::{FolderSizes, SizesCache, sizes, sizes_cache, sizes_told},
};
