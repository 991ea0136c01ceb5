//! Changes of documents and folders: one file for each action.
//!
//! Every change is one transaction that begins with the lock of the tree (`store/lock.rs`), then reads, then writes,
//! and ends with its row in the audit log ([`change`]). When two people act at the same time, the first to get the
//! lock decides; the second sees the tree as the first has left it (the table in `src/README.md`).

mod access_diff;
mod access_people;
mod access_requests;
mod add_document;
mod add_new;
mod add_version;
mod addition;
mod change;
mod copy;
mod copy_large;
mod copy_steps;
mod delete;
mod diff_line;
mod expected;
mod file_drop;
mod keep_grants;
mod link_list;
mod links;
mod make_folder;
mod notify;
mod place_of_new;
mod purge;
mod quarantine;
pub mod quota_check;
mod restore;
mod retype;
mod review;
mod set_quota;
mod share;
mod surroundings;
pub mod taken_name;
mod trash;
mod trashed;
mod update;
mod versions;

pub use self::{
    access_diff::{AccessDiff, AccessDiffs, Act},
    access_people::{PeopleColumn, PeopleList, PeopleOrder, PeoplePlace, PersonLine},
    access_requests::{AccessRequest, OwnAccessRequest, RequestedAccess},
    add_document::{Added, Outcome},
    add_new::NewDocument,
    addition::Addition,
    copy::Copied,
    copy_large::LargeCopy,
    diff_line::{Affected, DiffLine},
    expected::{Expected, Tag},
    link_list::{LinkLine, LinkUse},
    links::{MadeLink, NewLink},
    quarantine::{QuarantinePage, QuarantinedLine},
    review::{DueGrant, MOST_ASKED, Verdict},
    share::{AccessLine, NewGrant},
    surroundings::Surroundings,
    trash::{TrashPage, Trashed},
    trashed::InTrash,
    update::ItemUpdate,
    versions::VersionsPage,
};
