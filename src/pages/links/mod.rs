//! Links for people outside: the section of the page *Share*, and the pages that their holders see.

mod file_drop;
mod guest;
mod owner;

pub use self::{
    file_drop::take_files,
    guest::{show, show_below, unlock},
    owner::{LinkForm, change_links},
};
