//! Changing documents and folders: one file for each thing that people do.
//!
//! Every change is one transaction that begins with the lock of the tree (`store/lock.rs`), then looks, then
//! writes, and ends with its row in the record ([`change`]). What two people do at once is decided by who gets the
//! lock first; the other one meets the tree as the first has left it (the table in `src/README.md`).

mod access_diff;
mod access_people;
mod add_document;
mod add_version;
mod alter;
mod change;
mod copy;
mod copy_large;
mod copy_steps;
mod delete;
mod diff_line;
mod drop;
mod expected;
pub mod hold_quota;
mod keep_grants;
mod link_list;
mod links;
mod make_folder;
mod notify;
mod purge;
mod questions;
mod restore;
mod retype;
mod review;
mod set_quota;
mod share;
mod surroundings;
pub mod taken_name;
mod trash;
mod trashed;
mod versions;

pub use self::{
    access_diff::{AccessDiff, AccessDiffs, Act},
    access_people::{PeopleColumn, PeopleList, PeopleOrder, PeoplePlace, PersonLine},
    alter::Wishes,
    copy::Copied,
    copy_large::LargeCopy,
    diff_line::{Affected, DiffLine},
    expected::{Expected, Tag},
    link_list::{LinkLine, LinkUse},
    links::{MadeLink, NewLink},
    questions::{MyQuestion, Question, Wish},
    review::{DueGrant, MOST_ASKED, Verdict},
    share::{AccessLine, NewGrant},
    surroundings::Surroundings,
    trash::{TrashPage, Trashed},
    trashed::InTrash,
    versions::VersionsPage,
};
