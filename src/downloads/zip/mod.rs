//! Folders and selections as one zip archive, made while it is sent.

pub mod archive;
pub mod body;
pub mod entry_name;
pub mod format;
mod handler;
mod left_out;
pub mod plan;
pub mod service;

pub use self::{
    handler::{answer, answer_counted, chosen, folder, link, selection},
    plan::{PlanCache, plan_cache},
};
