//! Documents on their way in, by the tus protocol, version 1.0 (<https://tus.io/protocols/resumable-upload>). The rules
//! stand in `src/uploads/`.

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
        announce_told, append_told, decide_told, discard_form_told, discard_told, list_told, options_told,
        overridden_told, progress_told, show_told,
    },
};
