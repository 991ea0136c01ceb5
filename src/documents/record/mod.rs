//! What happened, for those who may read it: administrators everything, everybody what they did and what was done to
//! them, owners what happened to what they own.

mod export;
mod line;
mod part;
mod query;
mod view;

pub use self::{
    export::{Export, Format},
    line::RecordLine,
    part::{RecordPage, RecordPart},
    query::{RecordQuery, RecordWords},
};
