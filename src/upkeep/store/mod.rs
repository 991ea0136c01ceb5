//! Which bytes the database names, and which store it belongs to.

mod blobs;
mod identity;

pub use self::{
    blobs::{forget_unnamed, named_blobs, places, unnamed},
    identity::{offer_store_id, set_store_id, store_id},
};
