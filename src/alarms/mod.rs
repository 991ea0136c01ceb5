//! Alarms that the program raises by itself: unusually many refusals, a store that fails, a database that is slow, a disk that
//! fills up, a certificate that ends. Once a minute the program checks them ([`look`]), and reports when one begins and when it
//! ends ([`report`]).
//!
//! Each running copy of the program checks what it sees itself: two copies that lose the same store raise two alarms. What is
//! raised is in memory; a copy that starts again raises it again.

mod alarm;
mod history;
mod look;
mod refusals;
mod report;
mod service;
mod webhook;

pub use self::{
    alarm::{Alarm, Raised},
    service::{Alarms, Means},
    webhook::SIGNATURE,
};
