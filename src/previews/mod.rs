//! What is shown of a document on its page, and small pictures of pictures.
//!
//! Documents come from strangers, so looking into them is done in a process that may fall over (src/confined/):
//! [`job`] holds what runs there. What comes back is escaped by `escape/` or cleaned by `clean.rs` before it is on
//! a page, and pictures, PDF, sound and film are shown by the browser from the bytes' own address, which sandboxes
//! them (`downloads/representation.rs`). HTML and XML are shown as they are written, SVG as a picture and as it is written.
//! Of what no browser shows, the server makes a picture, or shows the text of it without its layout.

mod addresses;
mod clean;
mod escape;
pub mod html;
pub mod job;
pub mod kind;
mod pages;
mod preview;
mod render;
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
