//! What is shown of a document on its page, and small pictures of pictures.
//!
//! Documents come from strangers, so looking into them is done in a process that may fall over (src/confined/):
//! [`job`] holds what runs there. What comes back is spelt by `escape.rs` or cleaned by `clean.rs` before it stands on
//! a page, and pictures, PDF, sound and film are shown by the browser from the bytes' own address, which sandboxes
//! them (`downloads/representation.rs`). HTML, SVG and XML are shown as they are written.

mod addresses;
mod clean;
mod escape;
pub mod html;
pub mod job;
pub mod kind;
mod preview;
mod store;
mod sweep;
pub mod thumbnails;
mod well_formed;

pub use self::{
    kind::has_thumbnail,
    preview::{Preview, Previews, folder_of},
    sweep::ROOM,
    thumbnails::Edge,
};
