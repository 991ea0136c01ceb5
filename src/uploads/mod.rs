//! Documents on their way in. Bytes go to the spool ([`spool`]) and are hashed on the way; the document is made when all
//! of them are there ([`finish`]). What is admitted, and how much, is decided in [`admission`] and [`quota`].
//!
//! Nothing here knows HTTP: the tus protocol is `api/tus/`, plain forms are `pages/forms/upload.rs`.

mod abandoned;
mod admission;
mod append;
mod at_once;
mod checksum;
pub mod failure;
mod finish;
mod prefixed;
mod quota;
mod receive;
mod service;
mod single_request;
mod spool;
mod store;
mod sweep;
mod together;
mod upload;
mod vet;

pub use self::{
    admission::Allowance,
    append::Part,
    at_once::read_whole,
    checksum::Checksum,
    prefixed::Prefixed,
    service::{Plan, Progress, Uploads},
    single_request::FileTaken,
    upload::{Stage, Upload},
    vet::{Sender, TakenIn},
};
