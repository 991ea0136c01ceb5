//! The tus protocol for uploads, version 1.0 (<https://tus.io/protocols/resumable-upload>). The rules are in
//! `src/uploads/`.

mod answer;
mod checksum;
mod handlers;
mod headers;
mod list;
mod metadata;
mod operations;

pub use self::{
    handlers::{announce, append, discard, options, overridden, show},
    list::{Decision, decided, list},
    operations::{
        announce_operation, append_operation, decide_operation, discard_form_operation, discard_operation,
        list_operation, options_operation, overridden_operation, progress_operation, show_operation,
    },
};
