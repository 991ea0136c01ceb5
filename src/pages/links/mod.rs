//! Links for people outside: the section of the page *Share*, and what those see who come with one.

mod guest;
mod owner;

pub use self::{
    guest::{show, show_below, unlock},
    owner::{LinkForm, change_links},
};
