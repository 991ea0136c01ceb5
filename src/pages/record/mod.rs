//! The record of what happened: for administrators all of it, for everybody what concerns them, for owners what happened
//! to an item; and the first two as a file.

mod address;
mod body;
mod file;
mod history_page;
mod own_page;
mod page;
mod row;
mod words;

pub use self::{
    file::{activity_csv, activity_jsonl, record_csv, record_jsonl},
    history_page::history,
    own_page::activity,
    page::record,
};
