//! What lies in a folder, as a page and as JSON.

mod answer;
mod page;
pub mod size;
pub mod sort;

pub use self::answer::answer;
