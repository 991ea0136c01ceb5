//! Changing documents and folders: one file for each thing that people do.
//!
//! Every change is one transaction that begins with the lock of the tree (`store/lock.rs`), then looks, then
//! writes, and ends with its row in the record ([`change`]). What two people do at once is decided by who gets the
//! lock first; the other one meets the tree as the first has left it (the table in `src/README.md`).

mod add_document;
mod add_version;
mod alter;
mod change;
mod copy;
mod copy_large;
mod copy_steps;
mod delete;
mod drop;
mod expected;
pub mod hold_quota;
mod link_list;
mod links;
mod make_folder;
mod notify;
mod purge;
mod questions;
mod restore;
mod retype;
mod set_quota;
mod share;
mod surroundings;
pub mod taken_name;
mod trash;
mod versions;

pub use self::{
    alter::Wishes,
    copy::Copied,
    copy_large::LargeCopy,
    expected::{Expected, Tag},
    link_list::{LinkLine, LinkUse},
    links::{MadeLink, NewLink},
    questions::{MyQuestion, Question, Wish},
    share::{AccessLine, NewGrant},
    surroundings::Surroundings,
    trash::{TrashPage, Trashed},
    versions::VersionsPage,
};
