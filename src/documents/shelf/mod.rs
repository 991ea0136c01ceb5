//! What a person keeps at hand: favourites, and what was changed or opened lately.

mod favourite;
mod pages;
mod service;

pub use self::{
    favourite::{favour, unfavour},
    pages::{favourites, recent},
    service::has_shelf,
};
