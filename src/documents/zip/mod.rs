//! Folders and selections as one zip archive, made while it is sent.

pub mod archive;
pub mod body;
pub mod entry_name;
pub mod format;
mod handler;
mod offer;
pub mod plan;
pub mod service;

pub use self::{
    handler::{answer, folder, link, selection},
    offer::size,
    plan::{PlanCache, plan_cache},
};
