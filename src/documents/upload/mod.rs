//! Documents on their way in: by the tus protocol, version 1.0 (<https://tus.io/protocols/resumable-upload>), and by
//! plain forms. Bytes go to the spool ([`spool`]) and are hashed on the way; the document is made when all are there
//! ([`finish`]). The rules stand in [`uploads`], [`append`] and
//! [`room`].

mod append;
mod at_once;
mod body;
pub mod checksum;
mod drop;
mod failure;
mod file_name;
mod finish;
mod form;
mod headers;
mod left;
pub mod metadata;
mod operations;
mod pages;
mod quota;
mod receive;
mod replace;
pub mod room;
mod spool;
mod sweep;
mod take_in;
mod told;
mod tus;
mod uploads;

pub use self::{
    drop::take_dropped,
    form::take_form,
    operations::{
        announce_told, append_told, decide_told, discard_form_told, discard_told, list_told, options_told,
        overridden_told, progress_told, show_told,
    },
    pages::{decide, discard_form, list},
    quota::set_quota,
    replace::replace,
    take_in::said,
    tus::{announce, append, discard, options, overridden, show},
    uploads::Uploads,
};

/// For templates, which hand over references.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub fn size_of(bytes: &u64) -> crate::texts::size::Size {
    crate::texts::size::Size(*bytes)
}

/// A size as somebody would write it, if that says it exactly; else every digit of it. A form that is sent back as it
/// came changes nothing.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub fn size_in_a_form(bytes: &u64) -> String {
    let short = size_of(bytes).to_string();
    if crate::settings::bytes_in(&short) == Some(*bytes) { short } else { bytes.to_string() }
}
