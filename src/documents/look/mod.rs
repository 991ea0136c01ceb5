//! The page of a document: what is in it, what is known of it, what can be done with it.
//!
//! Documents come from strangers, so looking into them is done in a process that may fall over (src/confined/):
//! [`job`] holds what runs there. What comes back is spelt by `spell.rs` or cleaned by `clean.rs` before it stands on
//! a page, and pictures, PDF, sound and film are shown by the browser from the bytes' own address, which sandboxes
//! them (`download/handler.rs`). HTML, SVG and XML are shown as they are written.

mod addresses;
mod beside;
mod clean;
mod handler;
pub mod html;
pub mod job;
pub mod kind;
mod page;
mod preview;
mod spell;
mod sweep;
mod thumbnails;
mod well_formed;

pub use self::{
    handler::{at, show, thumbnail},
    kind::has_thumbnail,
    preview::{Look, Preview},
    sweep::ROOM,
    thumbnails::Edge,
};
