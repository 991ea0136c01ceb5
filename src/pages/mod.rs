//! What people see in a browser: HTML, and the forms on it. A page parses and shows; a rule that another face would
//! need again belongs in a room below.

mod access_people;
mod access_requests;
pub mod account;
pub mod admin;
mod archive;
pub mod document;
mod favourite;
mod files;
pub mod forms;
mod groups;
pub mod lab;
pub mod links;
pub mod listing;
mod record;
mod review;
pub mod search;
mod sessions;
mod sharing;
mod shelf;
pub mod uploads;
mod why;

pub use self::{
    access_people::{access_people, access_people_file},
    access_requests::{access_requests_to_me, answer, ask, own_access_requests, request_access},
    archive::size as archive_size,
    document::{at, document_pages, show, thumbnail},
    favourite::{favour, unfavour},
    files::open,
    groups::{change_group, group, groups, make_group, members_file},
    links::change_links,
    record::{activity, activity_csv, activity_jsonl, history, record, record_csv, record_jsonl},
    review::{review, save_review},
    search::search,
    sharing::{access, change_access, shared},
    shelf::{favourites, recent},
    why::{why, why_somebody},
};
